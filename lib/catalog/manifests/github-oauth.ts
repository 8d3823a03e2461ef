import { bearer, refusedToken, type MethodSource } from './oauth-words.ts';

/**
 * https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps. Tokens of an OAuth app have no end;
 * a GitHub App says when its tokens do, and its refresh tokens work once and live for six months:
 * https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/refreshing-user-access-tokens
 */
export const githubOauth: MethodSource = {
  type: 'oauth2',
  label: 'OAuth',
  fields: [],
  audience: { from: 'fixed', destinations: ['https://api.github.com:443'] },
  verify: {
    kind: 'http',
    method: 'GET',
    url: 'https://api.github.com/user',
    placements: bearer,
    headers: {
      Accept: 'application/vnd.github+json',
      'X-GitHub-Api-Version': '2022-11-28',
      'User-Agent': 'Keyhaven',
    },
    success: [{ status: [200] }],
    account: ['{/login}'],
    failures: [
      refusedToken('GitHub'),
      {
        status: [403, 429],
        where: { pointer: '/message', contains: 'rate limit' },
        code: 'rate_limited',
        message: 'GitHub is limiting requests right now.',
        fix: 'Nothing says that the token is wrong. Try again in an hour at the latest.',
      },
    ],
  },
  oauth: {
    authorizationUrl: 'https://github.com/login/oauth/authorize',
    tokenUrl: 'https://github.com/login/oauth/access_token',
    // https://docs.github.com/en/rest/apps/oauth-applications#delete-an-app-authorization
    revocationUrl: 'https://api.github.com/applications/{clientId}/grant',
    revoke: { method: 'DELETE', body: 'json', auth: 'basic', parameter: 'access_token', sends: 'access_token' },
    clientAuth: 'client_secret_post',
    scopes: { default: ['read:user'] },
    lifeSeconds: null,
    refresh: { rotates: true, graceSeconds: 0, lifeDays: 183 },
    helpUrl: 'https://github.com/settings/developers',
    redirectHint:
      'In GitHub: Settings, Developer settings, OAuth Apps or GitHub Apps, the app, Callback URL. The whole address: GitHub takes all that lies below it too.',
  },
};
