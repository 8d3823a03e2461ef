import {
  allowInsecureRequests,
  authorizationCodeGrantRequest,
  clientCredentialsGrantRequest,
  customFetch,
  genericTokenEndpointRequest,
  nopkce,
  refreshTokenGrantRequest,
  type TokenEndpointRequestOptions,
} from 'oauth4webapi';
import { minuteMs, secondMs } from '#lib/clock.ts';
import type { OutboundResponse } from '#lib/outbound/connector.ts';
import type { Operation } from './failure-words.ts';
import { isIdTokenFor } from './id-token.ts';
import { networkFailure } from './network-failure.ts';
import { clientOf, proofOf, serverOf } from './server.ts';
import { readAnswer, refused, type Asked } from './token-answer.ts';
import type { CallbackParameters, OauthClient, OauthDeps, Provider, TokenAnswer } from './schema.ts';

const timeoutMsDefault = 30 * secondMs;
/** A slow provider may have used up the refresh token already: it is waited for. */
const refreshTimeoutMs = 2.5 * minuteMs;
const bodyBytesMax = 262_144;

type Options = TokenEndpointRequestOptions & { [customFetch]: Send };
type Send = NonNullable<TokenEndpointRequestOptions[typeof customFetch]>;
type Request = (options: Options) => Promise<Response>;

/** Swaps the code of a callback for tokens. An ID token is checked where the provider has an issuer. */
export async function exchangeCode(
  provider: Provider,
  client: OauthClient,
  given: {
    readonly callback: CallbackParameters;
    readonly redirectUri: string;
    readonly verifier: string;
    readonly nonce: string;
  },
  deps: OauthDeps,
): Promise<TokenAnswer> {
  const { callback, redirectUri, verifier, nonce } = given;
  const pkce = provider.pkce ? verifier : nopkce;
  return ask(provider, client, { operation: 'exchange', nonce }, deps, (options) =>
    authorizationCodeGrantRequest(
      serverOf(provider),
      clientOf(client),
      proofOf(provider, client),
      callback.params,
      redirectUri,
      pkce,
      options,
    ),
  );
}

/** Tokens of the client itself, or for a user and password. */
export async function requestToken(
  provider: Provider,
  client: OauthClient,
  given: {
    readonly grantType: 'client_credentials' | 'password';
    readonly scopes: readonly string[];
    readonly username?: string;
    readonly password?: string;
  },
  deps: OauthDeps,
): Promise<TokenAnswer> {
  const { grantType, scopes, username = '', password = '' } = given;
  const scope = scopeOf(provider, scopes);
  const [server, own, proof] = [serverOf(provider), clientOf(client), proofOf(provider, client)];
  return ask(provider, client, { operation: grantType }, deps, (options) =>
    grantType === 'password'
      ? genericTokenEndpointRequest(server, own, proof, 'password', { ...scope, username, password }, options)
      : clientCredentialsGrantRequest(server, own, proof, scope, options),
  );
}

/**
 * The next tokens for a refresh token. Sent once: whoever calls decides whether it may be sent again.
 * @param given.scopes asked for; empty: as they were granted
 */
export async function refreshTokens(
  provider: Provider,
  client: OauthClient,
  given: { readonly refreshToken: string; readonly scopes: readonly string[] },
  deps: OauthDeps,
): Promise<TokenAnswer> {
  const patient = { timeoutMs: refreshTimeoutMs, ...deps };
  return ask(provider, client, { operation: 'refresh' }, patient, (options) =>
    refreshTokenGrantRequest(serverOf(provider), clientOf(client), proofOf(provider, client), given.refreshToken, {
      ...options,
      additionalParameters: scopeOf(provider, given.scopes),
    }),
  );
}

const scopeOf = ({ scopes }: Provider, asked: readonly string[]): Record<string, string> =>
  asked.length > 0 ? { scope: asked.join(scopes.separator) } : {};

/** Thrown through the library, which only builds the request: what came back is read here. */
class Answered extends Error {
  readonly answer: OutboundResponse;
  constructor(answer: OutboundResponse) {
    super('answered');
    this.answer = answer;
  }
}

async function ask(
  provider: Provider,
  client: OauthClient,
  what: { readonly operation: Operation; readonly nonce?: string },
  deps: OauthDeps,
  request: Request,
): Promise<TokenAnswer> {
  const startedAt = deps.clock();
  const asked = (): Asked => ({ provider, operation: what.operation, startedAt, now: deps.clock() });
  let answer: OutboundResponse;
  try {
    answer = await answerOf(request, provider, deps);
  } catch (error) {
    return { ok: false, failure: networkFailure(provider.app, error, deps.signal) };
  }
  const read = readAnswer(asked(), answer);
  if (!read.ok) return read;
  const { idToken, ...rest } = read;
  const isChecked = what.nonce !== undefined && provider.issuer !== null && idToken !== null;
  if (isChecked && !(await isIdTokenFor(provider, client, idToken, what.nonce))) {
    return refused(asked(), answer, 'id_token_invalid');
  }
  return rest;
}

async function answerOf(request: Request, provider: Provider, deps: OauthDeps): Promise<OutboundResponse> {
  const timeoutMs = deps.timeoutMs ?? timeoutMsDefault;
  const send: Send = async (url, { headers, body }) => {
    const answer = await deps.outbound.fetch({
      method: 'POST',
      url,
      ...sentAs(provider, headers, body),
      audience: deps.audience,
      timeoutMs,
      headerTimeoutMs: timeoutMs,
      bodyBytesMax,
      followRedirects: 0,
      signal: deps.signal,
    });
    throw new Answered(answer);
  };
  try {
    // Whether plain http may be called is for the guarded connector to say.
    await request({ [customFetch]: send, [allowInsecureRequests]: true });
  } catch (error) {
    if (error instanceof Answered) return error.answer;
    throw error;
  }
  throw new Error('The library has not sent anything.');
}

function sentAs(provider: Provider, headers: Record<string, string>, form: URLSearchParams) {
  const own = { ...headers, ...provider.headers, 'user-agent': 'Keyhaven' };
  if (provider.tokenBody === 'form') return { headers: own, body: form.toString() };
  return { headers: { ...own, 'content-type': 'application/json' }, body: JSON.stringify(Object.fromEntries(form)) };
}
