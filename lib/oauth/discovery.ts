import {
  allowInsecureRequests,
  customFetch,
  discoveryRequest,
  processDiscoveryResponse,
  type AuthorizationServer,
} from 'oauth4webapi';
import { secondMs } from '#lib/clock.ts';
import { AppError, isAppError } from '#lib/errors.ts';
import { audienceOf, parseUrl } from '#lib/outbound/target.ts';
import type { Discovered, OauthDeps } from './schema.ts';

const timeoutMs = 10 * secondMs;
const bodyBytesMax = 262_144;

/**
 * What an issuer says of itself: OpenID Connect Discovery, else RFC 8414. The document must be of this very issuer.
 * Nothing secret is sent.
 * @param issuer its address
 * @throws INPUT_INVALID when there is no such document, or one of another issuer; OUT-1xx
 */
export async function discover(issuer: string, deps: Pick<OauthDeps, 'outbound' | 'signal'>): Promise<Discovered> {
  const { url } = parseUrl(issuer);
  let last: unknown = null;
  for (const algorithm of ['oidc', 'oauth2'] as const) {
    try {
      return discovered(await read(url, algorithm, deps));
    } catch (error) {
      if (isAppError(error)) throw error;
      last = error;
    }
  }
  throw new AppError(
    'INPUT_INVALID',
    `There is no discovery document of this issuer at ${url.host}. Type the endpoints instead.`,
    { host: url.host },
    { cause: last },
  );
}

async function read(
  issuer: URL,
  algorithm: 'oidc' | 'oauth2',
  { outbound, signal }: Pick<OauthDeps, 'outbound' | 'signal'>,
): Promise<AuthorizationServer> {
  const response = await discoveryRequest(issuer, {
    algorithm,
    [allowInsecureRequests]: true,
    [customFetch]: async (url) => {
      const audience = [audienceOf(url)];
      const request = { method: 'GET', url, audience, timeoutMs, headerTimeoutMs: timeoutMs, bodyBytesMax, signal };
      const answer = await outbound.fetch({ ...request, headers: { accept: 'application/json' } });
      const isStatus = answer.status >= 200 && answer.status <= 599;
      return new Response(isStatus ? answer.body.toString('utf8') || '{}' : '{}', {
        status: answer.status === 200 ? 200 : 404,
        headers: { 'content-type': 'application/json' },
      });
    },
  });
  return processDiscoveryResponse(issuer, response);
}

function discovered(server: AuthorizationServer): Discovered {
  const methods = server.token_endpoint_auth_methods_supported;
  const isPostOnly =
    Array.isArray(methods) && methods.includes('client_secret_post') && !methods.includes('client_secret_basic');
  const tokenUrl = addressOf(server.token_endpoint);
  if (tokenUrl === null) throw new Error('The document names no token endpoint.');
  return {
    issuer: server.issuer,
    authorizationUrl: addressOf(server.authorization_endpoint),
    tokenUrl,
    revocationUrl: addressOf(server.revocation_endpoint),
    clientAuth: isPostOnly ? 'client_secret_post' : 'client_secret_basic',
  };
}

const addressOf = (value: unknown): string | null =>
  typeof value === 'string' && /^https?:\/\//.test(value) && URL.canParse(value) ? value : null;
