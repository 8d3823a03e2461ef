import { dayMs, secondMs } from '#lib/clock.ts';
import type { Provider } from './schema.ts';
import { isSaid, secondsIn } from './token-fields.ts';

type Fields = Readonly<Record<string, unknown>>;

const secondsMax = (10 * 366 * dayMs) / secondMs;

export interface Lifetime {
  /** Epoch milliseconds; null: no end. */
  readonly endsAt: number | null;
  readonly warning: string | null;
}

/**
 * A whole number of minutes in milliseconds, ten or more. In seconds that is a week at least, and only a life of 25, 50,
 * 75, … days is written alike.
 */
const looksLikeMilliseconds = (seconds: number): boolean => seconds >= 600_000 && seconds % 60_000 === 0;

/**
 * When an access token ends. What cannot be believed is not divided and not guessed at: then it lives as long as the
 * manifest, or the OAuth app, says, and somebody is told.
 * @param startedAt when the request was sent, epoch milliseconds: the token is not older
 */
export function accessLifetime(provider: Provider, fields: Fields, startedAt: number): Lifetime {
  const { app, lifeSeconds } = provider;
  const assumed = lifeSeconds === null ? null : startedAt + lifeSeconds * secondMs;
  const seconds = secondsIn(fields, 'expires_in_sec', 'expires_in');
  const warn = (what: string): Lifetime => ({ endsAt: assumed, warning: `${what} ${assumedWords(lifeSeconds)}` });
  if (seconds === null) {
    if (!isSaid(fields, 'expires_in')) return { endsAt: assumed, warning: null };
    return warn(`${app} says in a way that is not understood how long the token lives.`);
  }
  if (looksLikeMilliseconds(seconds)) return warn(`${app} seems to say in milliseconds how long the token lives.`);
  if (seconds > secondsMax) return warn(`${app} says that the token lives for more than ten years.`);
  return { endsAt: startedAt + seconds * secondMs, warning: null };
}

const assumedWords = (lifeSeconds: number | null): string =>
  lifeSeconds === null ? 'It is taken to have no end.' : `It is refreshed as if it lived for ${lifeSeconds} seconds.`;

/**
 * When the refresh token ends: as the answer says (also in the words of Keycloak and Intuit), else as the manifest does
 * for one that is new, or whose life begins anew with each use. Null: not known.
 */
export function refreshEndsAt(provider: Provider, fields: Fields, isNew: boolean, startedAt: number): number | null {
  const said = secondsIn(
    fields,
    'refresh_token_expires_in',
    'refresh_expires_in',
    'x_refresh_token_expires_in',
    'refreshTokenExpiresIn',
  );
  const seconds = said ?? (isNew ? provider.refresh.lifeSeconds : null);
  return seconds === null || seconds > secondsMax ? null : startedAt + seconds * secondMs;
}
