import type { ManifestSource } from '#lib/catalog/schema.ts';

/**
 * https://developer.zendesk.com/api-reference/ticketing/users/users/#show-self answers 200 to nobody as well: with an
 * anonymous user, whose id is null.
 */
export const zendesk: ManifestSource = {
  id: 'zendesk',
  name: 'Zendesk',
  category: 'Support',
  description: 'Tickets, users and organizations of Zendesk Support.',
  helpUrl: 'https://developer.zendesk.com/api-reference/introduction/security-and-auth/',
  icon: { simpleIcon: 'siZendesk' },
  authMethods: [
    {
      type: 'basic',
      label: 'API token',
      fields: [
        {
          name: 'subdomain',
          label: 'Subdomain',
          kind: 'text',
          placeholder: 'acme',
          pattern: '^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$',
          patternMessage: 'Only what stands before .zendesk.com, in small letters: acme for acme.zendesk.com.',
          charactersMax: 63,
          hint: 'For https://acme.zendesk.com it is acme, also where the help center has an address of its own.',
        },
        {
          name: 'email',
          label: 'E-mail',
          kind: 'text',
          placeholder: 'ada@example.com',
          pattern: '^[^\\s:/@]+@[^\\s:/@]+$',
          patternMessage: 'An e-mail address, without /token behind it.',
          hint: 'Of the agent or administrator that flows act as.',
        },
        {
          name: 'apiToken',
          label: 'API token',
          kind: 'secret',
          secret: true,
          help: {
            text: 'In Zendesk: Admin Center, Apps and integrations, APIs, API tokens. A token is shown once, when it is made.',
            url: 'https://support.zendesk.com/hc/en-us/articles/4408889192858',
          },
        },
      ],
      audience: { from: 'template', destinations: ['https://{subdomain}.zendesk.com:443'] },
      verify: {
        kind: 'http',
        method: 'GET',
        url: 'https://{subdomain}.zendesk.com/api/v2/users/me.json',
        placements: [{ in: 'basic', username: '{email}/token', password: '{apiToken}' }],
        headers: { Accept: 'application/json' },
        success: [{ status: [200], where: { pointer: '/user/url', contains: '/api/v2/' } }],
        account: ['{/user/name}', '{/user/email}'],
        failures: [
          {
            status: [200],
            where: { pointer: '/user/id', is: [null] },
            code: 'unauthorized',
            message: 'Zendesk answered as if nobody had signed in.',
            fix: 'It did not recognise {email} with this API token. Check both, and that token access is on in the Admin Center.',
            field: 'apiToken',
          },
          {
            status: [401],
            code: 'unauthorized',
            message: 'Zendesk did not accept {email} with this API token.',
            fix: 'Check both. The token may be deleted or inactive, the user may be suspended, or token access may be off in the Admin Center.',
            field: 'apiToken',
          },
          {
            status: [403],
            code: 'forbidden',
            message: 'Zendesk does not let {email} in from here.',
            fix: 'If only some IP addresses are allowed (Admin Center, Account, Security), this server must be one of them.',
          },
          {
            status: [404],
            code: 'wrong_subdomain',
            message: 'Zendesk has no account at {subdomain}.zendesk.com.',
            fix: 'Check the subdomain: it is what stands before .zendesk.com in the address of the agent workspace.',
            field: 'subdomain',
          },
        ],
      },
    },
  ],
};
