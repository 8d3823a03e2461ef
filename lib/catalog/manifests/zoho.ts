import type { ManifestSource } from '#lib/catalog/schema.ts';
import { bearer, expiredToken, refusedToken } from './oauth-words.ts';

/**
 * https://www.zoho.com/accounts/protocol/oauth/web-apps.html. Access tokens live for an hour; a refresh token stays the same
 * and has no end. Each data centre has accounts and an API of its own, and the answer says which API it is:
 * https://www.zoho.com/accounts/protocol/oauth/multi-dc.html
 */
export const zoho: ManifestSource = {
  id: 'zoho',
  name: 'Zoho CRM',
  category: 'CRM',
  description: 'Leads, contacts, deals and any module of Zoho CRM.',
  helpUrl: 'https://www.zoho.com/crm/developer/docs/api/v8/oauth-overview.html',
  icon: { simpleIcon: 'siZoho' },
  authMethods: [
    {
      type: 'oauth2',
      label: 'OAuth',
      fields: [
        {
          name: 'apiDomain',
          label: 'API domain',
          kind: 'url',
          placeholder: 'https://www.zohoapis.eu',
          pattern: '^https://www\\.zohoapis\\.(?:com|eu|in|com\\.au|jp|com\\.cn|ca|sa|ae)$',
          patternMessage: 'The API of a data centre, such as https://www.zohoapis.eu.',
          hint: 'Zoho says it at the sign-in.',
        },
      ],
      audience: { from: 'url', field: 'apiDomain' },
      verify: {
        kind: 'http',
        method: 'GET',
        url: '{+apiDomain}/crm/v8/users?type=CurrentUser',
        placements: bearer,
        success: [
          { status: [200] },
          {
            status: [401, 403],
            where: { pointer: '/code', is: ['OAUTH_SCOPE_MISMATCH', 'NO_PERMISSION'] },
            message: 'Zoho CRM accepted the access token; its scopes do not let it read its own user.',
          },
        ],
        account: ['{/users/0/full_name}', '{/users/0/email}'],
        failures: [
          expiredToken('Zoho CRM', { where: { pointer: '/message', contains: 'expired' } }),
          refusedToken('Zoho CRM', { where: { pointer: '/code', is: ['INVALID_TOKEN', 'AUTHENTICATION_FAILURE'] } }),
        ],
      },
      oauth: {
        appFields: [
          {
            name: 'accounts',
            label: 'Data centre',
            kind: 'select',
            default: 'accounts.zoho.com',
            options: [
              { value: 'accounts.zoho.com', label: 'United States' },
              { value: 'accounts.zoho.eu', label: 'Europe' },
              { value: 'accounts.zoho.in', label: 'India' },
              { value: 'accounts.zoho.com.au', label: 'Australia' },
              { value: 'accounts.zoho.jp', label: 'Japan' },
              { value: 'accounts.zohocloud.ca', label: 'Canada' },
              { value: 'accounts.zoho.sa', label: 'Saudi Arabia' },
              { value: 'accounts.zoho.com.cn', label: 'China' },
            ],
            hint: 'Where the OAuth app was made. People of other data centres need an app made there.',
          },
        ],
        authorizationUrl: 'https://{accounts}/oauth/v2/auth',
        tokenUrl: 'https://{accounts}/oauth/v2/token',
        // https://www.zoho.com/accounts/protocol/oauth/web-apps/revoke-token.html
        revocationUrl: 'https://{accounts}/oauth/v2/token/revoke',
        revoke: { auth: 'none' },
        clientAuth: 'client_secret_post',
        pkce: false,
        scopes: { default: ['ZohoCRM.modules.ALL'], separator: ',', required: ['ZohoCRM.users.READ'] },
        // The first without consent has no refresh token.
        authorizeParams: { access_type: 'offline', prompt: 'consent' },
        lifeSeconds: 3_600,
        refresh: { rotates: false },
        fromToken: { apiDomain: '/api_domain' },
        helpUrl: 'https://api-console.zoho.com/',
        redirectHint: 'At Zoho: API Console, the client, Authorized Redirect URIs.',
      },
    },
  ],
};
