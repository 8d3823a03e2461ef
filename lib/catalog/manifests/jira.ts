import type { ManifestSource } from '#lib/catalog/schema.ts';

type MethodSource = ManifestSource['authMethods'][number];
type FieldSource = MethodSource['fields'][number];

const email: FieldSource = {
  name: 'email',
  label: 'E-mail',
  kind: 'text',
  placeholder: 'ada@example.com',
  pattern: '^[^\\s:@]+@[^\\s:@]+$',
  patternMessage: 'An e-mail address, such as ada@example.com.',
  hint: 'Of the Atlassian account that the token belongs to.',
};

const help = {
  text: 'At id.atlassian.com: Security, API tokens. A token is shown once, when it is made, and lives for a year at most.',
  url: 'https://id.atlassian.com/manage-profile/security/api-tokens',
};

/** https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-myself/ on the site itself. */
const bySite: MethodSource = {
  type: 'basic',
  label: 'API token',
  fields: [
    {
      name: 'site',
      label: 'Site',
      kind: 'text',
      placeholder: 'acme',
      pattern: '^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$',
      patternMessage: 'Only what stands before .atlassian.net, in small letters: acme for acme.atlassian.net.',
      charactersMax: 63,
      hint: 'For https://acme.atlassian.net it is acme.',
    },
    email,
    {
      name: 'apiToken',
      label: 'API token',
      kind: 'secret',
      secret: true,
      hint: 'One without scopes. A token with scopes does not work on the site itself.',
      help,
    },
  ],
  audience: { from: 'template', destinations: ['https://{site}.atlassian.net:443'] },
  verify: {
    kind: 'http',
    method: 'GET',
    url: 'https://{site}.atlassian.net/rest/api/3/myself',
    placements: [{ in: 'basic', username: '{email}', password: '{apiToken}' }],
    headers: { Accept: 'application/json' },
    success: [{ status: [200] }],
    account: ['{/displayName}', '{/emailAddress}'],
    failures: [
      {
        status: [401],
        code: 'unauthorized',
        message: 'Jira did not accept {email} with this API token.',
        fix: 'Check both. The token may have expired; one with scopes needs the method of its own, with the cloud ID.',
        field: 'apiToken',
      },
      {
        status: [403],
        code: 'forbidden',
        message: 'Jira knows {email}, but does not let this account in.',
        fix: 'Ask an administrator of {site}.atlassian.net to give it access to Jira, and whether only some IP addresses are allowed.',
        field: 'email',
      },
      {
        status: [404],
        code: 'wrong_site',
        message: 'Jira is not there at {site}.atlassian.net.',
        fix: 'Check the site: it is what stands before .atlassian.net in the address of Jira. A site that is no longer paid for is not there either.',
        field: 'site',
      },
    ],
  },
};

/**
 * https://support.atlassian.com/atlassian-account/docs/manage-api-tokens-for-your-atlassian-account: tokens with scopes
 * go through the gateway. One that may not read its own user gets 401 about its scopes: it is known, so it is proved.
 */
const byGateway: MethodSource = {
  type: 'api_key',
  label: 'API token with scopes',
  fields: [
    {
      name: 'cloudId',
      label: 'Cloud ID',
      kind: 'text',
      placeholder: '11223344-a1b2-3b33-c444-def123456789',
      pattern: '^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$',
      patternMessage: 'A cloud ID is 32 digits and letters from a to f, in five groups.',
      charactersMax: 36,
      help: {
        text: 'Open https://acme.atlassian.net/_edge/tenant_info in a browser, with your site instead of acme.',
        url: 'https://support.atlassian.com/jira/kb/retrieve-my-atlassian-sites-cloud-id/',
      },
    },
    email,
    {
      name: 'apiToken',
      label: 'API token',
      kind: 'secret',
      secret: true,
      hint: 'With the scope read:jira-user its owner is shown. Tokens of service accounts always have scopes.',
      help,
    },
  ],
  audience: { from: 'fixed', destinations: ['https://api.atlassian.com:443'] },
  verify: {
    kind: 'http',
    method: 'GET',
    url: 'https://api.atlassian.com/ex/jira/{cloudId}/rest/api/3/myself',
    placements: [{ in: 'basic', username: '{email}', password: '{apiToken}' }],
    headers: { Accept: 'application/json' },
    success: [
      { status: [200] },
      {
        status: [401],
        where: { pointer: '/message', contains: 'scope does not match' },
        message: 'Jira accepted the API token; its scopes do not let it read its own user.',
      },
    ],
    account: ['{/displayName}', '{/emailAddress}'],
    failures: [
      {
        status: [404],
        code: 'wrong_site',
        message: 'Jira has no site with this cloud ID.',
        fix: 'Look it up again: every site has another one.',
        field: 'cloudId',
      },
    ],
  },
};

export const jira: ManifestSource = {
  id: 'jira',
  name: 'Jira',
  category: 'Development',
  description: 'Issues, projects and boards of Jira Cloud.',
  helpUrl: 'https://developer.atlassian.com/cloud/jira/platform/basic-auth-for-rest-apis/',
  icon: { simpleIcon: 'siJira' },
  authMethods: [bySite, byGateway],
};
