import type { ManifestSource } from '#lib/catalog/schema.ts';
import { bearer, refusedToken } from './oauth-words.ts';

/**
 * https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_web_server_flow.htm. The answer says where the API
 * is, and not how long a token lives: that is the session timeout of the org, two hours as it comes. Refresh tokens stay the
 * same unless the app has rotation switched on; then one that was used ends the grant:
 * https://help.salesforce.com/s/articleView?id=005316711
 */
export const salesforce: ManifestSource = {
  id: 'salesforce',
  name: 'Salesforce',
  category: 'CRM',
  description: 'Accounts, contacts, opportunities and any object of an org.',
  helpUrl: 'https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/quickstart_oauth.htm',
  icon: { monogram: 'Sf' },
  authMethods: [
    {
      type: 'oauth2',
      label: 'OAuth',
      fields: [
        {
          name: 'instanceUrl',
          label: 'Instance URL',
          kind: 'url',
          placeholder: 'https://acme.my.salesforce.com',
          pattern: '^https://[a-z0-9-]+(?:\\.[a-z0-9-]+)*\\.(?:salesforce|force|cloudforce)\\.com$',
          patternMessage: 'The address of an org, such as https://acme.my.salesforce.com.',
          hint: 'Salesforce says it at the sign-in.',
        },
      ],
      audience: { from: 'url', field: 'instanceUrl' },
      verify: {
        kind: 'http',
        method: 'GET',
        url: '{+instanceUrl}/services/oauth2/userinfo',
        placements: bearer,
        headers: { Accept: 'application/json' },
        success: [{ status: [200] }],
        account: ['{/preferred_username}', '{/email}'],
        // Said as text: Bad_OAuth_Token.
        failures: [refusedToken('Salesforce', { status: [401, 403] })],
      },
      oauth: {
        appFields: [
          {
            name: 'host',
            label: 'Login host',
            kind: 'host',
            default: 'login.salesforce.com',
            pattern: '^(?:[a-z0-9-]+\\.)+salesforce\\.com$',
            patternMessage: 'login.salesforce.com, test.salesforce.com, or a domain such as acme.my.salesforce.com.',
            hint: 'test.salesforce.com for a sandbox. For client credentials: My Domain of the org.',
          },
        ],
        authorizationUrl: 'https://{host}/services/oauth2/authorize',
        tokenUrl: 'https://{host}/services/oauth2/token',
        // https://developer.salesforce.com/docs/platform/mobile-sdk/guide/oauth-revoking-tokens.html
        revocationUrl: 'https://{host}/services/oauth2/revoke',
        revoke: { auth: 'none' },
        grants: ['authorization_code', 'client_credentials'],
        clientAuth: 'client_secret_post',
        // Without `openid` nobody says whose the token is; without `refresh_token` it ends with the session.
        scopes: { default: ['api'], required: ['refresh_token', 'openid'] },
        lifeSeconds: 7_200,
        refresh: { rotates: false },
        fromToken: { instanceUrl: '/instance_url' },
        helpUrl: 'https://help.salesforce.com/s/articleView?id=xcloud.create_a_local_external_client_app.htm',
        redirectHint: 'In Salesforce: Setup, External Client App Manager, the app, OAuth settings, Callback URL.',
      },
    },
  ],
};
