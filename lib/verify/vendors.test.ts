import { afterAll, beforeAll, expect, it } from 'vitest';
import { runChecks, type Typed } from '#e2e/fakes/check-run.ts';
import { goodAccounts, goodTokens, regionTokens, restrictedTokens } from '#e2e/fakes/good-tokens.ts';
import { startSaas, type Saas } from '#e2e/fakes/saas.ts';

let saas: Saas;
beforeAll(async () => {
  saas = await startSaas();
});
afterAll(() => saas.close());

const checkAll = (typed: readonly Typed[]) => runChecks(typed, saas.env);

const { twilioAccountSid, twilioKeySid, zendeskSubdomain, zendeskLocked, zendeskEmail } = goodAccounts;
const { jiraSite, jiraCloudId, jiraEmail, openaiOrganization } = goodAccounts;

type Change = Readonly<Record<string, string>>;

/** Each component as its form has it, with what its fake accepts; `settings` changes some of it. */
const hubspot = (token: string): Typed => ({ id: 'hubspot', type: 'bearer', settings: {}, secret: { token } });
const notion = (token: string): Typed => ({ id: 'notion', type: 'bearer', settings: {}, secret: { token } });
const airtable = (token: string): Typed => ({ id: 'airtable', type: 'bearer', settings: {}, secret: { token } });
const twilio = (authToken: string, settings: Change = {}): Typed => ({
  id: 'twilio',
  type: 'basic',
  settings: { accountSid: twilioAccountSid, ...settings },
  secret: { authToken },
});
const twilioKey = (keySecret: string): Typed => ({
  id: 'twilio',
  type: 'api_key',
  settings: { accountSid: twilioAccountSid, keySid: twilioKeySid },
  secret: { keySecret },
});
const zendesk = (apiToken: string, settings: Change = {}): Typed => ({
  id: 'zendesk',
  type: 'basic',
  settings: { subdomain: zendeskSubdomain, email: zendeskEmail, ...settings },
  secret: { apiToken },
});
const jira = (apiToken: string, settings: Change = {}): Typed => ({
  id: 'jira',
  type: 'basic',
  settings: { site: jiraSite, email: jiraEmail, ...settings },
  secret: { apiToken },
});
const jiraScoped = (apiToken: string, settings: Change = {}): Typed => ({
  id: 'jira',
  type: 'api_key',
  settings: { cloudId: jiraCloudId, email: jiraEmail, ...settings },
  secret: { apiToken },
});
const sendgrid = (apiKey: string, settings: Change = {}): Typed => ({
  id: 'sendgrid',
  type: 'api_key',
  settings,
  secret: { apiKey },
});
const openai = (apiKey: string, settings: Change = {}): Typed => ({
  id: 'openai',
  type: 'api_key',
  settings,
  secret: { apiKey },
});
const intercom = (token: string, settings: Change = {}): Typed => ({
  id: 'intercom',
  type: 'bearer',
  settings,
  secret: { token },
});

it('proves the secrets of each vendor, in the region they are from', async () => {
  const typed: [Typed, string][] = [
    [hubspot(goodTokens.hubspot), 'Connected as account 2519445 on HubSpot.'],
    [notion(goodTokens.notion), 'Connected as Pied Piper in Acme Wiki on Notion.'],
    [airtable(goodTokens.airtable), 'Connected as foo@bar.com on Airtable.'],
    [airtable(restrictedTokens.airtable), 'Connected as usrL2PNC5o3H4lBEi on Airtable.'],
    [twilio(goodTokens.twilio), 'Connected as Northwind Support on Twilio.'],
    [twilio(regionTokens.twilio, { host: 'api.dublin.ie1.twilio.com' }), 'Connected as Northwind Support on Twilio.'],
    [twilioKey(goodTokens.twilioKey), 'Twilio accepted the API key.'],
    [zendesk(goodTokens.zendesk), 'Connected as Robert C. Schuler on Zendesk.'],
    [jira(goodTokens.jira), 'Connected as Mia Krystof on Jira.'],
    [jiraScoped(goodTokens.jiraScoped), 'Connected as Mia Krystof on Jira.'],
    [sendgrid(goodTokens.sendgrid), 'SendGrid accepted the API key.'],
    [sendgrid(regionTokens.sendgrid, { host: 'api.eu.sendgrid.com' }), 'SendGrid accepted the API key.'],
    [openai(goodTokens.openai), 'OpenAI accepted the API key.'],
    [openai(regionTokens.openai, { host: 'eu.api.openai.com' }), 'OpenAI accepted the API key.'],
    [
      openai(goodTokens.openai, { billing: 'organization', organization: openaiOrganization }),
      'OpenAI accepted the API key.',
    ],
    [intercom(goodTokens.intercom), 'Connected as Ciaran Lee in Acme US on Intercom.'],
    [
      intercom(regionTokens.intercom, { host: 'api.eu.intercom.io' }),
      'Connected as Ciaran Lee in Acme EU on Intercom.',
    ],
  ];
  const results = await checkAll(typed.map(([one]) => one));
  expect(results.map((one) => one.message)).toEqual(typed.map(([, message]) => message));
  expect(results.map((one) => one.outcome)).toEqual(typed.map(() => 'passed'));
});

it('does not take a restricted secret for a wrong one', async () => {
  const typed: [Typed, string][] = [
    [hubspot(restrictedTokens.hubspot), 'HubSpot accepted the key; its scopes do not let it read the account itself.'],
    [
      twilio(restrictedTokens.twilioTest),
      'Twilio accepted the auth token; it is the one for tests, with which nothing is sent.',
    ],
    [jiraScoped(restrictedTokens.jira), 'Jira accepted the API token; its scopes do not let it read its own user.'],
    [sendgrid(restrictedTokens.sendgrid), 'SendGrid accepted the API key.'],
    [
      sendgrid(restrictedTokens.sendgridForbidden),
      'SendGrid accepted the API key; it is restricted and may not read its own scopes.',
    ],
    [openai(restrictedTokens.openai), 'OpenAI accepted the API key; it is restricted and may not read models.'],
    [openai(restrictedTokens.openaiModels), 'OpenAI accepted the API key.'],
    [intercom(restrictedTokens.intercom), 'Intercom accepted the access token; it may not read who it belongs to.'],
  ];
  const results = await checkAll(typed.map(([one]) => one));
  expect(results.map((one) => one.message)).toEqual(typed.map(([, message]) => message));
  expect(results.map((one) => one.outcome)).toEqual(typed.map(() => 'passed'));
});

it('says of each vendor what is wrong, and in which field', async () => {
  const wrong = 'wrong-secret';
  const anotherSid = `AC${'0'.repeat(31)}9`;
  const typed: [Typed, string, string, string | null][] = [
    [hubspot(wrong), 'unauthorized', 'HubSpot did not accept the key.', 'token'],
    [notion(wrong), 'unauthorized', 'Notion did not accept the integration secret.', 'token'],
    [airtable(wrong), 'unauthorized', 'Airtable did not accept the personal access token.', 'token'],
    [twilio(wrong), 'unauthorized', 'Twilio did not accept the Account SID with this auth token.', 'authToken'],
    [
      twilio(goodTokens.twilio, { accountSid: anotherSid }),
      'unauthorized',
      'Twilio did not accept the Account SID with this auth token.',
      'authToken',
    ],
    [
      twilio(goodTokens.twilio, { host: 'api.dublin.ie1.twilio.com' }),
      'unauthorized',
      'Twilio did not accept the Account SID with this auth token.',
      'authToken',
    ],
    [twilioKey(wrong), 'unauthorized', 'Twilio did not accept the API key.', 'keySecret'],
    [
      twilioKey(restrictedTokens.twilioKey),
      'forbidden',
      `Twilio does not let this API key list calls in account ${twilioAccountSid}.`,
      'keySecret',
    ],
    [zendesk(wrong), 'unauthorized', 'Zendesk answered as if nobody had signed in.', 'apiToken'],
    [
      zendesk(goodTokens.zendesk, { email: 'eve@example.com' }),
      'unauthorized',
      'Zendesk answered as if nobody had signed in.',
      'apiToken',
    ],
    [
      zendesk(wrong, { subdomain: zendeskLocked }),
      'unauthorized',
      `Zendesk did not accept ${zendeskEmail} with this API token.`,
      'apiToken',
    ],
    [
      zendesk(goodTokens.zendesk, { subdomain: 'acmee' }),
      'wrong_subdomain',
      'Zendesk has no account at acmee.zendesk.com.',
      'subdomain',
    ],
    [jira(wrong), 'unauthorized', `Jira did not accept ${jiraEmail} with this API token.`, 'apiToken'],
    [jira(goodTokens.jira, { site: 'acmee' }), 'wrong_site', 'Jira is not there at acmee.atlassian.net.', 'site'],
    [jiraScoped(wrong), 'unauthorized', 'Jira did not accept the API token with scopes.', 'apiToken'],
    [
      jiraScoped(goodTokens.jiraScoped, { cloudId: jiraCloudId.replace('1', '2') }),
      'wrong_site',
      'Jira has no site with this cloud ID.',
      'cloudId',
    ],
    [sendgrid(wrong), 'unauthorized', 'SendGrid did not accept the API key.', 'apiKey'],
    [
      sendgrid(goodTokens.sendgrid, { host: 'api.eu.sendgrid.com' }),
      'unauthorized',
      'SendGrid did not accept the API key.',
      'apiKey',
    ],
    [openai(wrong), 'unauthorized', 'OpenAI did not accept the API key.', 'apiKey'],
    [
      openai(regionTokens.openai),
      'wrong_region',
      'OpenAI keeps the project of this key in another region than api.openai.com.',
      'host',
    ],
    [
      openai(goodTokens.openai, { billing: 'organization', organization: 'org-other' }),
      'wrong_organization',
      'OpenAI says that this key does not belong to organization org-other.',
      'organization',
    ],
    [intercom(wrong), 'unauthorized', 'Intercom did not accept the access token.', 'token'],
  ];
  const results = await checkAll(typed.map(([one]) => one));
  expect(results.map(({ code, message, field }) => [code, message, field])).toEqual(typed.map(([, ...rest]) => rest));
  expect(results.map((one) => one.outcome)).toEqual(typed.map(() => 'failed'));
  for (const one of results) expect(one.fix, one.message).toBeTruthy();
});

it('sends a header for organization and project only where one is named', async () => {
  const named = { billing: 'project', organization: openaiOrganization, project: 'proj_acme' };
  const sent = async (typed: Typed): Promise<unknown> => {
    saas.requests.length = 0;
    await checkAll([typed]);
    return saas.requests.map(({ headers }) => [headers['openai-organization'], headers['openai-project']]);
  };
  expect(await sent(openai(goodTokens.openai))).toEqual([[undefined, undefined]]);
  expect(await sent(openai(goodTokens.openai, named))).toEqual([[openaiOrganization, 'proj_acme']]);
});
