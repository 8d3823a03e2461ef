import { createHash } from 'node:crypto';
import {
  AuthorizationResponseError,
  calculatePKCECodeChallenge,
  generateRandomCodeVerifier,
  generateRandomState,
  validateAuthResponse,
} from 'oauth4webapi';
import { AppError } from '#lib/errors.ts';
import { errorCodeOf } from './error-codes.ts';
import { callbackWords } from './failure-words.ts';
import { clientOf, serverOf } from './server.ts';
import { printableSetting } from './token-fields.ts';
import type { CallbackParameters, Provider } from './schema.ts';

export interface AuthorizationRequest {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly state: string;
  /** As `newVerifier` makes it; used where the provider takes PKCE. */
  readonly verifier: string;
  /** Sent where an ID token is asked for, by the scope `openid`. */
  readonly nonce: string;
  readonly scopes: readonly string[];
  /** Of the OAuth app. None of them stands in the place of a parameter of the protocol. */
  readonly params: Readonly<Record<string, string>>;
}

/** A code verifier for PKCE: 256 random bits, base64url. */
export const newVerifier = (): string => generateRandomCodeVerifier();
/** A state, or a nonce: 256 random bits, base64url. */
export const newState = (): string => generateRandomState();

/** What is asked for: the wanted scopes and those the provider must always be asked for, each once. */
export const scopesAsked = (provider: Provider, scopes: readonly string[]): readonly string[] => [
  ...new Set([...scopes, ...provider.scopes.required]),
];

/**
 * Where a person is sent to sign in and agree.
 * @throws INPUT_INVALID where the provider has no such page
 */
export async function authorizationUrl(provider: Provider, request: AuthorizationRequest): Promise<string> {
  if (provider.authorizationUrl === null) {
    throw new AppError('INPUT_INVALID', `The OAuth app does not say where people sign in to ${provider.app}.`);
  }
  const url = new URL(provider.authorizationUrl);
  const scopes = scopesAsked(provider, request.scopes);
  for (const [name, value] of Object.entries({ ...provider.authorizeParams, ...request.params })) {
    url.searchParams.set(name, value);
  }
  url.searchParams.set('response_type', 'code');
  url.searchParams.set('client_id', request.clientId);
  url.searchParams.set('redirect_uri', request.redirectUri);
  url.searchParams.set('state', request.state);
  if (scopes.length > 0) url.searchParams.set('scope', scopes.join(provider.scopes.separator));
  if (scopes.includes('openid')) url.searchParams.set('nonce', request.nonce);
  if (provider.pkce) {
    url.searchParams.set('code_challenge', await calculatePKCECodeChallenge(request.verifier));
    url.searchParams.set('code_challenge_method', 'S256');
  }
  return url.href;
}

/** The hash a state is kept under: SHA-256, hexadecimal. */
export const hashOfState = (state: string): string => createHash('sha256').update(state).digest('hex');

const notBelieved = (app: string): AppError =>
  new AppError('OAU-204', `What came back from ${app} cannot be believed. Begin again.`, { app });

/**
 * What came back to the redirect address.
 * @param state as it was sent; the answer must have the same
 * @throws OAU-203 consent was denied · OAU-204 another state or issuer, or no code · OAU-205 another error, in
 * `detail.error` when it is a known one
 */
export function readCallback(
  provider: Provider,
  clientId: string,
  params: URLSearchParams,
  state: string,
): CallbackParameters {
  const known = new URLSearchParams(params);
  // Who has no issuer to compare with has no reason to believe, or to refuse, the one that is named.
  if (provider.issuer === null) known.delete('iss');
  let believed: URLSearchParams;
  try {
    believed = validateAuthResponse(serverOf(provider), clientOf({ clientId, clientSecret: null }), known, state);
  } catch (error) {
    throw error instanceof AuthorizationResponseError ? refused(provider.app, error.error) : notBelieved(provider.app);
  }
  if (!believed.get('code')) throw notBelieved(provider.app);
  return { params: believed, extra: extraOf(provider, believed) };
}

const denials: readonly string[] = ['access_denied', 'user_denied', 'user_cancelled_login', 'user_cancelled_authorize'];

function refused(app: string, said: string): AppError {
  if (denials.includes(said)) {
    return new AppError('OAU-203', `${app} was not allowed to give access. Nothing was stored.`, { app });
  }
  const error = errorCodeOf(said);
  return new AppError('OAU-205', callbackWords(app, error), { app, error });
}

function extraOf(provider: Provider, params: URLSearchParams): CallbackParameters['extra'] {
  const found = Object.entries(provider.fromCallback).flatMap(([setting, parameter]) => {
    const value = printableSetting(params.get(parameter));
    return value === null ? [] : [[setting, value]];
  });
  return Object.fromEntries(found);
}
