import { secondMs, type Clock } from '#lib/clock.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { env } from '#lib/env.ts';
import { isAppError } from '#lib/errors.ts';
import type { GrantRow } from '#lib/grant-rows/model.ts';
import type { Replay } from '#lib/leases/model.ts';
import { openOauthApp, type OpenedOauthApp } from '#lib/oauth-apps/queries.ts';
import type { OauthDeps, TokenAnswer, TokenFailure } from '#lib/oauth/schema.ts';
import { refreshTokens, requestToken } from '#lib/oauth/tokens.ts';
import { createOutbound } from '#lib/outbound/connector.ts';
import type { OpenedVersion } from '#lib/versions/queries.ts';
import { callTimeoutMs, notRefreshable, unusableApp } from './model.ts';

/** A token request that is ready to leave: everything that may be missing here was found before it is claimed. */
export interface Request {
  readonly replay: Replay;
  /** What is used up by it, where it is. */
  readonly refreshToken: string | null;
  /** @param sentAt on the database's clock: what it gives is counted from there. */
  readonly send: (sentAt: number, signal: AbortSignal) => Promise<TokenAnswer>;
}

export type Prepared =
  { readonly ok: true; readonly request: Request } | { readonly ok: false; readonly failure: TokenFailure };

/** Opens what a refresh needs. What is wrong with the OAuth app is a failure of whoever keeps it, and no request. */
export async function prepareRequest(ctx: WorkspaceCtx, grant: GrantRow, version: OpenedVersion): Promise<Prepared> {
  if (grant.appId === null) return { ok: false, failure: notRefreshable };
  let app: OpenedOauthApp;
  try {
    app = await openOauthApp(ctx, grant.appId);
  } catch (error) {
    if (!isAppError(error)) throw error;
    return { ok: false, failure: unusableApp(error.code, error.message) };
  }
  const request = requestOf(grant, version, app);
  return request ? { ok: true, request } : { ok: false, failure: notRefreshable };
}

function requestOf(grant: GrantRow, version: OpenedVersion, { client, provider }: OpenedOauthApp): Request | null {
  const { secret, settings, audience } = version;
  const { grantType, scopesAsked: scopes } = grant;
  const depsOf = (sentAt: number, signal: AbortSignal): OauthDeps => ({
    outbound: createOutbound({ allow: env.outboundAllow }),
    audience,
    clock: clockFrom(sentAt),
    signal,
    timeoutMs: callTimeoutMs,
  });
  if (grantType !== 'authorization_code') {
    const login = { username: String(settings['username'] ?? ''), password: secret['password'] ?? '' };
    const given = { grantType, scopes, ...(grantType === 'password' && login) };
    const send: Request['send'] = (sentAt, signal) => requestToken(provider, client, given, depsOf(sentAt, signal));
    return { replay: { graceMs: null }, refreshToken: null, send };
  }
  const refreshToken = secret['refreshToken'];
  if (refreshToken === undefined) return null;
  const { rotates, graceSeconds } = provider.refresh;
  return {
    replay: { graceMs: rotates ? graceSeconds * secondMs : null },
    refreshToken,
    send: (sentAt, signal) => refreshTokens(provider, client, { refreshToken, scopes: [] }, depsOf(sentAt, signal)),
  };
}

/** The database's clock, carried on by one that nobody sets. */
function clockFrom(now: number): Clock {
  const startedAt = performance.now();
  return () => now + Math.floor(performance.now() - startedAt);
}
