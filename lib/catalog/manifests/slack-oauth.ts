import { bearer, expiredToken, refusedToken, revokedToken, type MethodSource } from './oauth-words.ts';

const error = (...is: string[]) => ({ where: { pointer: '/error', is } });

/**
 * https://docs.slack.dev/authentication/installing-with-oauth. Without token rotation a token has no end; with it, one
 * lives for 12 hours and a refresh token is revoked by its use: https://docs.slack.dev/authentication/using-token-rotation
 */
export const slackOauth: MethodSource = {
  type: 'oauth2',
  label: 'OAuth',
  fields: [],
  audience: { from: 'fixed', destinations: ['https://slack.com:443'] },
  verify: {
    kind: 'http',
    method: 'POST',
    url: 'https://slack.com/api/auth.test',
    placements: bearer,
    success: [{ status: [200], where: { pointer: '/ok', is: [true] } }],
    account: ['{/user} in {/team}', '{/team}'],
    failures: [
      refusedToken('Slack', error('invalid_auth', 'not_authed', 'not_allowed_token_type')),
      expiredToken('Slack', error('token_expired')),
      revokedToken('Slack', error('token_revoked', 'account_inactive')),
      {
        ...error('access_denied', 'no_permission', 'missing_scope', 'org_login_required', 'ekm_access_denied'),
        code: 'forbidden',
        message: 'Slack knows the token, but does not let it in.',
        fix: 'Ask an administrator of the Slack workspace to approve the app.',
      },
      {
        ...error('ratelimited', 'accesslimited'),
        code: 'rate_limited',
        message: 'Slack is limiting requests right now.',
        fix: 'Nothing says that the token is wrong. Try again in a minute.',
      },
      {
        ...error('internal_error', 'fatal_error', 'service_unavailable', 'request_timeout', 'team_added_to_org'),
        code: 'server_error',
        message: 'Slack has trouble of its own right now.',
        fix: 'Nothing says that the token is wrong. Try again in a few minutes.',
      },
    ],
  },
  oauth: {
    authorizationUrl: 'https://slack.com/oauth/v2/authorize',
    tokenUrl: 'https://slack.com/api/oauth.v2.access',
    // https://docs.slack.dev/reference/methods/auth.revoke
    revocationUrl: 'https://slack.com/api/auth.revoke',
    revoke: { body: 'none', auth: 'bearer', sends: 'access_token' },
    clientAuth: 'client_secret_basic',
    pkce: false,
    scopes: { default: ['chat:write', 'channels:read'], separator: ',' },
    lifeSeconds: null,
    refresh: { rotates: true, graceSeconds: 0 },
    helpUrl: 'https://api.slack.com/apps',
    redirectHint:
      'In Slack: api.slack.com/apps, the app, OAuth & Permissions, Redirect URLs. Slack takes addresses with https only.',
  },
};
