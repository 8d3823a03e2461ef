import type { Settings } from '#db/schema/credentials.ts';
import type { GrantType, grants } from '#db/schema/oauth.ts';
import { findComponent } from '#lib/catalog/catalog.ts';
import { lifeSecondsDefault } from '#lib/catalog/oauth-schema.ts';
import { findMethod } from '#lib/catalog/schema.ts';
import { hourMs, minuteMs, secondMs } from '#lib/clock.ts';

export type GrantRow = typeof grants.$inferSelect;

/** What a version says of the tokens in it. Nothing of it is secret. */
export interface GrantFacts {
  readonly grantType: GrantType;
  readonly clientId: string | null;
  readonly scopes: readonly string[];
  readonly isRefreshable: boolean;
  readonly hasAccessToken: boolean;
  /** Null: it has no end. Undefined: nobody said. */
  readonly accessExpiresAt: number | null | undefined;
  readonly refreshExpiresAt: number | null;
}

interface Tokens {
  readonly settings: Settings;
  readonly secret: Readonly<Record<string, string>>;
}

const grantTypes: readonly string[] = ['authorization_code', 'client_credentials', 'password'] satisfies GrantType[];
const isGrantType = (value: unknown): value is GrantType => typeof value === 'string' && grantTypes.includes(value);

/** Null: there are no tokens to keep alive in it. */
export function factsOf({ settings, secret }: Tokens): GrantFacts | null {
  const { grantType, clientId, scope } = settings;
  if (!isGrantType(grantType)) return null;
  const hasLogin = grantType === 'password' && typeof settings['username'] === 'string' && 'password' in secret;
  return {
    grantType,
    clientId: typeof clientId === 'string' && clientId !== '' ? clientId : null,
    scopes: wordsOf(scope),
    isRefreshable: 'refreshToken' in secret || grantType === 'client_credentials' || hasLogin,
    hasAccessToken: 'accessToken' in secret,
    accessExpiresAt: timeOf(secret['expiresAt']),
    refreshExpiresAt: timeOf(secret['refreshExpiresAt']) ?? null,
  };
}

const wordsOf = (scope: unknown): string[] => (typeof scope === 'string' ? scope.split(/\s+/).filter(Boolean) : []);

/** A time that cannot be read was not said. */
function timeOf(text: string | undefined): number | null | undefined {
  if (text === 'never') return null;
  const time = Date.parse(text ?? '');
  return Number.isNaN(time) || time < 0 ? undefined : time;
}

/** As the secret of a version keeps it. */
export const timeText = (time: number | null): string => (time === null ? 'never' : new Date(time).toISOString());

/** Asked and not given, given and not asked. A provider that names none has given what was asked (RFC 6749, 5.1). */
export function compareScopes(asked: readonly string[], granted: readonly string[] | null) {
  if (granted === null) return { missing: [], more: [] };
  // `offline_access` asks for a refresh token; providers rarely name it among what they gave.
  const missing = asked.filter((one) => !granted.includes(one) && one !== 'offline_access');
  return { missing, more: granted.filter((one) => !asked.includes(one)) };
}

/** What was odd about an answer, to be known although it works. Null: nothing. */
export const warningText = (warnings: readonly string[]): string | null =>
  warnings.length > 0 ? warnings.join(' ') : null;

/**
 * Why a grant has ended that somebody took back: here, before its provider is asked or where there is none to ask; of a
 * deleted credential, once its provider has agreed. Whatever comes of a refresh under way, it stays ended.
 */
export const takenBackCode = 'taken_back';

/** How long an access token lives where nobody said, in milliseconds. Null: it has no end. */
export function lifeMsOf(component: string, appLifeSeconds: number | null): number | null {
  if (appLifeSeconds !== null) return appLifeSeconds * secondMs;
  const entry = findComponent(component);
  const oauth = entry && 'authMethods' in entry ? findMethod(entry, 'oauth2')?.oauth : null;
  const own = oauth ? oauth.lifeSeconds : lifeSecondsDefault;
  return own && own * secondMs;
}

/** Between two refreshes of one credential, whatever a clock or a provider says. */
export const floorMs = minuteMs;
const aheadMs = 5 * minuteMs;

/**
 * When to refresh: after 75 to 90 % of the token's life, the share by a hash of the id, so that what was connected
 * together is not due together. Of a life of an hour and more at least five minutes before the end, of any life after
 * the least time between two refreshes: whoever needs a token before that has it refreshed then.
 */
export function dueAt(id: string, now: number, accessExpiresAt: number | null): number | null {
  if (accessExpiresAt === null) return null;
  const lifeMs = accessExpiresAt - now;
  if (lifeMs <= 0) return now;
  const shareMs = Math.floor(lifeMs * (0.75 + 0.15 * shareOf(id)));
  const latestMs = lifeMs >= hourMs ? lifeMs - aheadMs : lifeMs;
  return now + Math.max(Math.min(shareMs, latestMs), floorMs);
}

/** FNV-1a, of 0 to 1. */
export function shareOf(id: string): number {
  let hash = 0x811c9dc5;
  for (const sign of id) hash = Math.imul(hash ^ (sign.codePointAt(0) ?? 0), 0x01000193);
  // The last signs have moved only the low bits so far.
  hash ^= hash >>> 15;
  return (Math.imul(hash, 0x2c1b3c6d) >>> 0) / 2 ** 32;
}

/** When a person must act: where nothing can refresh it, when the access token ends, else when the refresh token does. */
export const endOf = (row: Pick<GrantRow, 'appId' | 'isRefreshable' | 'accessExpiresAt' | 'refreshExpiresAt'>) =>
  row.appId !== null && row.isRefreshable ? row.refreshExpiresAt : row.accessExpiresAt;
