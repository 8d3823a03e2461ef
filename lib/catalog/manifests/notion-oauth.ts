import { bearer, refusedToken, type MethodSource } from './oauth-words.ts';

const version = { 'Notion-Version': '2022-06-28' };

/**
 * https://developers.notion.com/docs/authorization#public-integration-auth-flow-set-up. There are no scopes: a person picks
 * pages. The answer says nothing about an end; a refresh gives both tokens anew:
 * https://developers.notion.com/reference/refresh-a-token
 */
export const notionOauth: MethodSource = {
  type: 'oauth2',
  label: 'OAuth (public integration)',
  fields: [],
  audience: { from: 'fixed', destinations: ['https://api.notion.com:443'] },
  verify: {
    kind: 'http',
    method: 'GET',
    url: 'https://api.notion.com/v1/users/me',
    placements: bearer,
    headers: version,
    success: [{ status: [200], where: { pointer: '/object', is: ['user'] } }],
    account: ['{/name} in {/bot/workspace_name}', '{/name}'],
    failures: [
      refusedToken('Notion'),
      {
        status: [403],
        where: { pointer: '/code', is: ['restricted_resource'] },
        code: 'forbidden',
        message: 'Notion knows the access token, but does not let it in.',
        fix: 'Ask an owner of the Notion workspace whether integrations are allowed there.',
      },
    ],
  },
  oauth: {
    authorizationUrl: 'https://api.notion.com/v1/oauth/authorize',
    tokenUrl: 'https://api.notion.com/v1/oauth/token',
    // https://developers.notion.com/reference/revoke-token
    revocationUrl: 'https://api.notion.com/v1/oauth/revoke',
    revoke: { body: 'json', auth: 'basic', sends: 'access_token' },
    clientAuth: 'client_secret_basic',
    tokenBody: 'json',
    headers: version,
    pkce: false,
    authorizeParams: { owner: 'user' },
    lifeSeconds: null,
    refresh: { rotates: true, graceSeconds: 0 },
    helpUrl: 'https://www.notion.so/profile/integrations',
    redirectHint: 'In Notion: the public integration, Configuration, Redirect URIs.',
  },
};
