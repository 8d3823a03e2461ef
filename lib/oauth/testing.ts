import { getComponent } from '#lib/catalog/catalog.ts';
import type { Settings } from '#lib/catalog/input.ts';
import type { Outbound, OutboundRequest } from '#lib/outbound/connector.ts';
import { providerOf, tokenAudienceOf } from './provider.ts';
import type { OauthClient, OauthDeps, Provider, TokenAnswer } from './schema.ts';
import { refreshTokens } from './tokens.ts';

export const client: OauthClient = { clientId: 'client-7', clientSecret: 'client/secret+1' };

/** A provider of the generic component, at an address nobody calls. */
export const generic = (
  settings: Settings = {},
  rules: { lifeSeconds?: number; graceSeconds?: number } = {},
): Provider =>
  providerOf(getComponent('oauth2'), {
    settings: {
      authorizationUrl: 'https://login.example.com/authorize',
      tokenUrl: 'https://login.example.com/token/',
      revocationUrl: 'https://login.example.com/revoke',
      ...settings,
    },
    lifeSeconds: rules.lifeSeconds ?? null,
    graceSeconds: rules.graceSeconds ?? null,
  });

export const providerFor = (component: string, settings: Settings = {}): Provider =>
  providerOf(getComponent(component), { settings, lifeSeconds: null, graceSeconds: null });

export interface Reply {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}

/** A clock that stands, and how long one request takes on it. */
export const sentAt = 1_800_000_000_000;
export const onTheWayMs = 400;

/** Everything the engine needs, with one answer, or one failure, for every request; and what was sent. */
export function answering(
  provider: Provider,
  reply: Reply | Error,
): { readonly deps: OauthDeps; readonly requests: OutboundRequest[] } {
  const requests: OutboundRequest[] = [];
  let now = sentAt;
  const outbound: Outbound = {
    connect: () => Promise.reject(new Error('Nothing but HTTP is used here.')),
    fetch: async (request) => {
      requests.push(request);
      now += onTheWayMs;
      if (reply instanceof Error) throw reply;
      const { status = 200, headers = {}, body = '' } = reply;
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      return { status, headers, url: request.url, body: Buffer.from(text) };
    },
  };
  return { deps: { outbound, audience: tokenAudienceOf(provider), clock: () => now }, requests };
}

export const formOf = (request: OutboundRequest | undefined): Record<string, string> =>
  Object.fromEntries(new URLSearchParams(String(request?.body ?? '')));

export const old = 'old-refresh-token';

/** One refresh with one answer, or one failure. */
export async function refresh(
  reply: Reply | Error,
  provider: Provider = generic(),
): Promise<{ readonly answer: TokenAnswer; readonly requests: readonly OutboundRequest[] }> {
  const { deps, requests } = answering(provider, reply);
  return { answer: await refreshTokens(provider, client, { refreshToken: old, scopes: [] }, deps), requests };
}
