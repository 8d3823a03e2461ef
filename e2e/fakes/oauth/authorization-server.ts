import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { Provider } from 'oidc-provider';
import { memoryAdapter } from './adapter.ts';
import type { Behaviour } from './behaviour.ts';

export const scopes = ['openid', 'offline_access', 'profile', 'email', 'read', 'write', 'admin'] as const;

/** Confidential, for every grant; and one without a secret. */
export const clientIds = { web: 'keyhaven-web', public: 'keyhaven-public' } as const;

const signingKey = () => ({
  ...generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }),
  alg: 'ES256',
  use: 'sig',
});

/** Whoever has signed in exists; there is one who does not, and one password for all. */
export const unknownAccount = 'nobody';
export const accountPassword = 'keyhaven-test-password';

const isLoopback = (address: string): boolean => {
  const url = URL.parse(address);
  return (
    url !== null && /^(?:localhost|127(?:\.\d+){3})$/.test(url.hostname) && /\/callback(?:\/\w+)?$/.test(url.pathname)
  );
};

/** A real authorization server (npm oidc-provider) that rotates refresh tokens and sees when one is used twice. */
export function createAuthorizationServer(issuer: string, behaviour: Behaviour): Provider {
  const common = {
    id_token_signed_response_alg: 'ES256',
    redirect_uris: ['http://localhost:3000/oauth/callback/ten_0'],
    response_types: ['code'],
    scope: scopes.join(' '),
  } as const;
  const provider = new Provider(issuer, {
    adapter: memoryAdapter(() => behaviour.graceSeconds * 1_000),
    clients: [
      {
        ...common,
        client_id: clientIds.web,
        client_secret: behaviour.clientSecret,
        grant_types: ['authorization_code', 'refresh_token', 'client_credentials', 'password'],
      },
      {
        ...common,
        client_id: clientIds.public,
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code', 'refresh_token'],
      },
    ],
    scopes: [...scopes],
    claims: { openid: ['sub'], profile: ['name'], email: ['email'] },
    cookies: { keys: [randomBytes(16).toString('hex')] },
    jwks: { keys: [signingKey()] },
    enabledJWA: { idTokenSigningAlgValues: ['ES256'] },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      revocation: { enabled: true, allowedPolicy: () => true },
      rpInitiatedLogout: { enabled: false },
    },
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    pkce: { required: (_ctx, client) => client.clientId === clientIds.public },
    rotateRefreshToken: () => behaviour.rotates,
    issueRefreshToken: (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    ttl: {
      AccessToken: () => behaviour.accessTokenSeconds,
      ClientCredentials: () => behaviour.accessTokenSeconds,
      RefreshToken: () => behaviour.refreshTokenSeconds,
      AuthorizationCode: 60,
      Grant: 90 * 86_400,
      IdToken: 3_600,
      Interaction: 3_600,
      Session: 86_400,
    },
    findAccount: (_ctx, id) =>
      id === unknownAccount
        ? undefined
        : {
            accountId: id,
            claims: () => ({ sub: id, name: `${id} of the test server`, email: `${id}@example.com` }),
          },
  });
  // The port of the program under test is not known when this one starts; its secret may be changed while both run.
  Object.assign(provider.Client.prototype, {
    redirectUriAllowed: isLoopback,
    compareClientSecret: (given: string) => given === behaviour.clientSecret,
  });
  addPasswordGrant(provider);
  return provider;
}

/** RFC 6749, 4.3, which the server itself no longer has. */
function addPasswordGrant(provider: Provider): void {
  provider.registerGrantType<{ username?: string; password?: string; scope?: string }>(
    'password',
    async (ctx) => {
      const { username = '', password, scope = '' } = ctx.oidc.params;
      if (username === unknownAccount || password !== accountPassword) {
        ctx.status = 400;
        ctx.body = { error: 'invalid_grant', error_description: 'user or password is wrong' };
        return;
      }
      const issued = await issueGrant(provider, { clientId: ctx.oidc.client.clientId, accountId: username, scope });
      ctx.body = {
        access_token: issued.accessToken,
        refresh_token: issued.refreshToken,
        expires_in: issued.expiresInSeconds,
        token_type: 'Bearer',
        ...(scope && { scope }),
      };
    },
    ['username', 'password', 'scope'],
  );
}

export interface Issued {
  readonly grantId: string;
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresInSeconds: number;
}

/** A grant with its first tokens, as if somebody had signed in and agreed. */
export async function issueGrant(
  provider: Provider,
  asked: { readonly clientId: string; readonly accountId: string; readonly scope: string },
): Promise<Issued> {
  const { clientId, accountId, scope } = asked;
  const client = await provider.Client.find(clientId);
  if (!client) throw new Error(`There is no client ${clientId}.`);
  const grant = new provider.Grant({ accountId, clientId });
  grant.addOIDCScope(scope);
  const grantId = await grant.save();
  const given = { client, accountId, grantId, scope, gty: 'authorization_code' };
  const accessToken = new provider.AccessToken(given);
  const refreshToken = new provider.RefreshToken({ ...given, rotations: 0, iiat: Math.floor(Date.now() / 1_000) });
  return {
    grantId,
    refreshToken: await refreshToken.save(),
    accessToken: await accessToken.save(),
    expiresInSeconds: accessToken.expiration,
  };
}
