/** The secrets that the fakes accept. None of them looks like a real one. */
export const goodTokens = {
  github: 'good-github-token',
  slack: 'good-slack-token',
  stripe: 'good-stripe-key',
  mailchimp: 'good-mailchimp-key-us21',
  hubspot: 'good-hubspot-key',
  notion: 'good-notion-secret',
  airtable: 'good-airtable-token',
  twilio: 'good-twilio-token',
  twilioKey: 'good-twilio-key-secret',
  zendesk: 'good-zendesk-token',
  jira: 'good-jira-token',
  jiraScoped: 'good-jira-scoped-token',
  sendgrid: 'good-sendgrid-key',
  openai: 'good-openai-key',
  intercom: 'good-intercom-token',
  salesforce: 'good-salesforce-token',
  google: 'good-google-token',
  microsoft: 'good-graph-token',
  quickbooks: 'good-quickbooks-token',
  xero: 'good-xero-token',
  zoho: 'good-zoho-token',
  rest: 'good-rest-token',
  restUser: 'good-user',
  restPassword: 'good-password',
} as const;

/** Access tokens whose time is over. */
export const endedTokens = {
  hubspot: 'ended-hubspot-token',
  slack: 'ended-slack-token',
  microsoft: 'ended-graph-token',
  xero: 'ended-xero-token',
  zoho: 'ended-zoho-token',
} as const;

/** Secrets of accounts in another region: Ireland for Twilio, Europe for the rest. */
export const regionTokens = {
  twilio: 'region-twilio-token',
  sendgrid: 'region-sendgrid-key',
  openai: 'region-openai-key',
  intercom: 'region-intercom-token',
} as const;

/** Secrets that are known and may not do all that is asked. */
export const restrictedTokens = {
  hubspot: 'restricted-hubspot-key',
  airtable: 'restricted-airtable-token',
  twilioTest: 'restricted-twilio-test-token',
  twilioKey: 'restricted-twilio-key-secret',
  jira: 'restricted-jira-token',
  sendgrid: 'restricted-sendgrid-key',
  sendgridForbidden: 'forbidden-sendgrid-key',
  openai: 'restricted-openai-key',
  openaiModels: 'no-models-openai-key',
  intercom: 'restricted-intercom-token',
  microsoft: 'restricted-microsoft-token',
  microsoftApp: 'app-only-microsoft-token',
  zoho: 'restricted-zoho-token',
} as const;

/** Whose the secrets are. */
export const goodAccounts = {
  twilioAccountSid: `AC${'0'.repeat(31)}1`,
  twilioKeySid: `SK${'0'.repeat(31)}2`,
  zendeskSubdomain: 'acme',
  /** An account that answers 401 to strangers. */
  zendeskLocked: 'acme-locked',
  zendeskEmail: 'robert@example.com',
  jiraSite: 'acme',
  jiraCloudId: '11223344-a1b2-4b33-a444-def123456789',
  jiraEmail: 'mia@example.com',
  openaiOrganization: 'org-acme',
  quickbooksRealm: '9130347957983546',
} as const;

/** Secrets for `api.example-saas.com` that provoke one behaviour each. */
export const specialTokens = {
  unauthorised: 'token-401',
  forbidden: 'token-403',
  rateLimited: 'token-429',
  broken: 'token-500',
  html: 'token-html',
  errorBody: 'token-error-body',
  slow: 'token-slow',
  redirect: 'token-redirect',
  endlessGzip: 'token-endless-gzip',
  slowHeaders: 'token-slow-headers',
} as const;
