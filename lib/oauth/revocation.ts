import { fillUrl } from '#lib/catalog/template.ts';
import { secondMs } from '#lib/clock.ts';
import type { OutboundRequest } from '#lib/outbound/connector.ts';
import { errorCodeOf } from './error-codes.ts';
import { networkFailure } from './network-failure.ts';
import { basicOf } from './server.ts';
import type { OauthClient, OauthDeps, Provider, RevokeAnswer } from './schema.ts';
import { bodyOf, errorIn } from './token-body.ts';

const timeoutMsDefault = 10 * secondMs;

export type TokenHint = 'access_token' | 'refresh_token';

/** The token whose end is the end of the grant, as the provider has it; null where there is none to send. */
export function tokenToRevoke(
  provider: Provider,
  tokens: { readonly accessToken: string; readonly refreshToken: string | null },
): { readonly token: string; readonly hint: TokenHint } | null {
  if (provider.revocationUrl === null) return null;
  if (provider.revoke.sends === 'refresh_token' && tokens.refreshToken !== null) {
    return { token: tokens.refreshToken, hint: 'refresh_token' };
  }
  return { token: tokens.accessToken, hint: 'access_token' };
}

/** What to do where a provider does not take a token back. */
export const byHand = (app: string): string => `Take it back at ${app} itself, in the settings of your account there.`;

/** Asks the provider to take a token back (RFC 7009, or the provider's own way). A token it does not know is gone too. */
export async function revokeToken(
  provider: Provider,
  client: OauthClient,
  given: { readonly token: string; readonly hint: TokenHint },
  deps: OauthDeps,
): Promise<RevokeAnswer> {
  const { app, revocationUrl } = provider;
  const fix = byHand(app);
  if (revocationUrl === null) {
    return { ok: false, code: 'not_offered', message: `${app} has no way to take access back from here.`, fix };
  }
  try {
    const timeoutMs = deps.timeoutMs ?? timeoutMsDefault;
    const answer = await deps.outbound.fetch({
      ...requestOf(provider, revocationUrl, client, given),
      audience: deps.audience,
      timeoutMs,
      headerTimeoutMs: timeoutMs,
      followRedirects: 0,
      signal: deps.signal,
    });
    const isSuccess = answer.status >= 200 && answer.status < 300;
    const body = bodyOf(answer);
    const said = body.kind === 'fields' ? errorIn(body.fields, isSuccess) : null;
    if (isSuccess ? said === null : isGone(answer.status, said)) return { ok: true };
    return { ok: false, code: `http_${answer.status}`, message: `${app} did not take the access back.`, fix };
  } catch (error) {
    const { code, message } = networkFailure(app, error, deps.signal);
    return { ok: false, code, message, fix };
  }
}

/** Not there any more: what was wanted. */
const isGone = (status: number, said: string | null): boolean =>
  status === 404 || (said !== null && errorCodeOf(said) === 'invalid_grant');

function requestOf(
  { revoke, clientAuth, headers: always }: Provider,
  revocationUrl: string,
  { clientId, clientSecret }: OauthClient,
  { token, hint }: { readonly token: string; readonly hint: TokenHint },
): Pick<OutboundRequest, 'method' | 'url' | 'headers' | 'body'> {
  const headers: Record<string, string> = { ...always, accept: 'application/json', 'user-agent': 'Keyhaven' };
  const fields: Record<string, string> = { [revoke.parameter]: token };
  if (revoke.body === 'form' && revoke.parameter === 'token') fields['token_type_hint'] = hint;
  if (revoke.auth === 'bearer') headers['authorization'] = `Bearer ${token}`;
  const isBasic = revoke.auth === 'basic' || (revoke.auth === 'client' && clientAuth === 'client_secret_basic');
  if (isBasic && clientSecret !== null) headers['authorization'] = basicOf(clientId, clientSecret);
  else if (revoke.auth === 'client') {
    fields['client_id'] = clientId;
    if (clientSecret !== null) fields['client_secret'] = clientSecret;
  }
  const url = fillUrl(revocationUrl, { clientId, token });
  if (revoke.body === 'none') return { method: revoke.method, url, headers };
  const isJson = revoke.body === 'json';
  headers['content-type'] = isJson ? 'application/json' : 'application/x-www-form-urlencoded';
  const body = isJson ? JSON.stringify(fields) : new URLSearchParams(fields).toString();
  return { method: revoke.method, url, headers, body };
}
