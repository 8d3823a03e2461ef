import type { ManifestSource } from '#lib/catalog/schema.ts';

/**
 * https://developers.intercom.com/docs/references/rest-api/api.intercom.io/admins/identifyadmin. `token_unauthorized` is
 * said of a known token without the permission to read admins, so it proves the token.
 */
export const intercom: ManifestSource = {
  id: 'intercom',
  name: 'Intercom',
  category: 'Support',
  description: 'Conversations, contacts and articles.',
  helpUrl: 'https://developers.intercom.com/docs/build-an-integration/learn-more/authentication',
  icon: { simpleIcon: 'siIntercom' },
  authMethods: [
    {
      type: 'bearer',
      label: 'Access token',
      fields: [
        {
          name: 'host',
          label: 'Region',
          kind: 'select',
          default: 'api.intercom.io',
          options: [
            { value: 'api.intercom.io', label: 'United States' },
            { value: 'api.eu.intercom.io', label: 'Europe' },
            { value: 'api.au.intercom.io', label: 'Australia' },
          ],
          pattern: '^api\\.(?:(?:eu|au)\\.)?intercom\\.io$',
          patternMessage: 'This is not a region of Intercom.',
          hint: 'Where the workspace is hosted: its address then begins with app.eu or app.au.',
        },
        {
          name: 'token',
          label: 'Access token',
          kind: 'secret',
          secret: true,
          help: {
            text: 'In Intercom: Settings, Integrations, Developer hub, your app, Authentication.',
            url: 'https://developers.intercom.com/docs/build-an-integration/learn-more/authentication',
          },
        },
      ],
      audience: { from: 'template', destinations: ['https://{host}:443'] },
      verify: {
        kind: 'http',
        method: 'GET',
        url: 'https://{host}/me',
        placements: [{ in: 'bearer', token: '{token}' }],
        headers: { Accept: 'application/json', 'Intercom-Version': '2.11' },
        success: [
          { status: [200], where: { pointer: '/type', is: ['admin'] } },
          {
            status: [401, 403],
            where: { pointer: '/errors/0/code', is: ['token_unauthorized'] },
            message: 'Intercom accepted the access token; it may not read who it belongs to.',
          },
        ],
        account: ['{/name} in {/app/name}', '{/app/name}', '{/name}'],
        failures: [
          {
            where: { pointer: '/errors/0/code', is: ['token_revoked', 'token_expired'] },
            code: 'revoked',
            message: 'Intercom says that the access token was revoked.',
            fix: 'It was regenerated, or its app was uninstalled. Copy the current one from the Developer hub.',
            field: 'token',
          },
          {
            where: { pointer: '/errors/0/code', is: ['token_blocked', 'token_suspended', 'api_plan_restricted'] },
            code: 'account_disabled',
            message: 'Intercom has blocked this app, or the plan of its workspace has no API.',
            fix: 'Ask the owner of the Intercom workspace.',
          },
          {
            where: { pointer: '/errors/0/code', is: ['unauthorized', 'token_not_found', 'missing_authorization'] },
            code: 'unauthorized',
            message: 'Intercom did not accept the access token.',
            fix: 'Copy it again from the Developer hub, your app, Authentication, and check that this is the region of its workspace.',
            field: 'token',
          },
        ],
      },
    },
  ],
};
