import { bearer, expiredToken, refusedToken, type MethodSource } from './oauth-words.ts';

/**
 * https://developers.hubspot.com/docs/api-reference/latest/authentication/manage-oauth-tokens. Access tokens live for 30
 * minutes; a refresh token stays the same until the app is removed.
 */
export const hubspotOauth: MethodSource = {
  type: 'oauth2',
  label: 'OAuth',
  fields: [],
  audience: { from: 'fixed', destinations: ['https://api.hubapi.com:443'] },
  verify: {
    kind: 'http',
    method: 'GET',
    url: 'https://api.hubapi.com/account-info/v3/details',
    placements: bearer,
    headers: { Accept: 'application/json' },
    success: [
      { status: [200] },
      {
        status: [403],
        where: { pointer: '/category', is: ['MISSING_SCOPES'] },
        message: 'HubSpot accepted the access token; its scopes do not let it read the account itself.',
      },
    ],
    account: ['{/portalName}', 'account {/portalId}'],
    failures: [
      expiredToken('HubSpot', { where: { pointer: '/category', is: ['EXPIRED_AUTHENTICATION'] } }),
      refusedToken('HubSpot'),
      {
        status: [429],
        where: { pointer: '/policyName', is: ['DAILY'] },
        code: 'rate_limited',
        message: 'HubSpot has answered all the requests it answers this account in a day.',
        fix: 'Nothing says that the token is wrong. Try again after midnight in the time zone of the HubSpot account.',
      },
    ],
  },
  oauth: {
    authorizationUrl: 'https://app.hubspot.com/oauth/authorize',
    tokenUrl: 'https://api.hubapi.com/oauth/2026-03/token',
    // https://developers.hubspot.com/docs/api-reference/latest/authentication/oauth-tokens/revoke-token
    revocationUrl: 'https://api.hubapi.com/oauth/2026-03/token/revoke',
    clientAuth: 'client_secret_post',
    pkce: false,
    scopes: { default: ['crm.objects.contacts.read'], required: ['oauth'] },
    lifeSeconds: 1_800,
    refresh: { rotates: false },
    helpUrl:
      'https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/oauth/working-with-oauth',
    redirectHint: 'In HubSpot: Development, the app, Auth, Redirect URLs.',
  },
};
