import { dayMs, secondMs } from '#lib/clock.ts';
import { AppError } from '#lib/errors.ts';
import { isStorable } from '#lib/names.ts';

/** Tokens as other software sends them, read. */
export interface ReadTokens {
  readonly accessToken: string;
  readonly refreshToken: string | null;
  /** When the access token ends, in epoch milliseconds; null: that was not said. */
  readonly endsAt: number | null;
  /** The same word for word, whatever our clock says of it: whoever sends it again says the same. */
  readonly saidEndsAt: number | null;
  readonly warnings: readonly string[];
}

const known = ['access_token', 'refresh_token', 'issued_at', 'expires_in', 'expires_at'] as const;

/** Longer than any token lives, and still a time that can be written down. */
const lifeSecondsMax = 3_000_000_000;
const oddLifeSeconds = (30 * dayMs) / secondMs;

/**
 * `credentials` of an import.
 * @throws AppError INPUT_INVALID naming the members that do not fit; never a value
 */
export function readTokens(given: Readonly<Record<string, unknown>>, now: number): ReadTokens {
  const others = Object.keys(given).filter((key) => !known.some((one) => one === key));
  if (others.length > 0) throw unknownMembers(others);
  const accessToken = textOf(given, 'access_token');
  if (accessToken === null) throw misfit('access_token', 'Missing property credentials.access_token.');
  const warnings: string[] = [];
  const issuedAt = issuedAtOf(given, now, warnings);
  const lifeSeconds = lifeOf(given, warnings);
  const point = endOf(given, warnings);
  const endAfter = (start: number | null) =>
    start === null || lifeSeconds === null ? point : start + lifeSeconds * secondMs;
  return {
    accessToken,
    refreshToken: textOf(given, 'refresh_token'),
    endsAt: endAfter(issuedAt && Math.min(issuedAt, now)),
    saidEndsAt: endAfter(issuedAt),
    warnings,
  };
}

const misfit = (name: string, message: string): AppError =>
  new AppError('INPUT_INVALID', message, { field: `credentials.${name}`, fields: [`credentials.${name}`] });

/** What is no plain name may be a value that slipped: it is not repeated. */
export const shownName = (key: string): string => (/^[\w.-]{1,40}$/.test(key) ? key : '(another name)');

function unknownMembers(keys: readonly string[]): AppError {
  const names = keys.slice(0, 10).map((key) => `credentials.${shownName(key)}`);
  return new AppError('INPUT_INVALID', `Unknown property ${names.join(', ')}.`, {
    field: names[0] ?? '',
    fields: names,
  });
}

/** Empty is the same as not there. */
function textOf(given: Readonly<Record<string, unknown>>, name: 'access_token' | 'refresh_token'): string | null {
  const value = given[name] ?? null;
  if (value === null) return null;
  if (typeof value !== 'string') throw misfit(name, `credentials.${name} has to be text.`);
  return value.trim() === '' ? null : value;
}

const isoText = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)$/;

function timeOf(value: unknown): number | null {
  const at = typeof value === 'string' && isoText.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) || at < 0 ? null : at;
}

/** As it was sent. A clock that is ahead makes tokens that were given in the future: they were given now. */
function issuedAtOf(given: Readonly<Record<string, unknown>>, now: number, warnings: string[]): number | null {
  const value = given['issued_at'] ?? null;
  if (value === null || value === '') return null;
  const at = timeOf(value);
  if (at === null) throw misfit('issued_at', 'credentials.issued_at has to be a time such as 2027-01-31T12:00:00Z.');
  if (at > now) warnings.push('credentials.issued_at lies in the future; it was taken as now.');
  return at;
}

function lifeOf(given: Readonly<Record<string, unknown>>, warnings: string[]): number | null {
  const value = given['expires_in'] ?? null;
  if (value === null) return null;
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0 || value > lifeSecondsMax)
    throw misfit('expires_in', 'credentials.expires_in has to be a whole number of seconds.');
  if (value > oddLifeSeconds && value % 1_000 === 0)
    warnings.push(
      `credentials.expires_in was taken as ${value} seconds, ${Math.round((value * secondMs) / dayMs)} days. It looks like milliseconds.`,
    );
  return value;
}

/** What the contract does not have, and many send: a point in time, as ISO 8601 or in seconds or milliseconds since 1970. */
function endOf(given: Readonly<Record<string, unknown>>, warnings: string[]): number | null {
  const value = given['expires_at'] ?? null;
  if (value === null) return null;
  const at = typeof value === 'number' ? pointOf(value) : timeOf(value);
  if (at === null) throw misfit('expires_at', 'credentials.expires_at has to be a time such as 2027-01-31T12:00:00Z.');
  warnings.push('credentials.expires_at is no part of the contract. Send issued_at and expires_in.');
  return at;
}

/** Of these, a time in seconds is one before the year 2286, and in milliseconds one after April 1970. */
function pointOf(value: number): number | null {
  if (!Number.isSafeInteger(value) || value < 0 || value > 9_999_999_999_999) return null;
  return value <= 9_999_999_999 ? value * secondMs : value;
}

type Open = Readonly<Record<string, unknown>>;

/** The open objects of an import, with what is not kept taken out. */
export interface Members {
  readonly credentials: Open | null;
  readonly settings: Open | null;
  /** Null: what was saved stays. */
  readonly metadata: Open | null;
  readonly warnings: readonly string[];
}

const depthMax = 16;
const metadataCharactersMax = 65_536;

/** @throws AppError INPUT_INVALID for what is nested too deep, too long, or cannot be stored */
export function readMembers(given: {
  [Name in 'credentials' | 'settings' | 'metadata']?: Open | null | undefined;
}): Members {
  const warnings: string[] = [];
  const read = (name: 'credentials' | 'settings' | 'metadata'): Open | null => {
    const value = given[name] ?? null;
    if (value === null) return null;
    refuseUnstorable(value, name);
    const tidy = withoutBareTypes(value, name, warnings);
    return isObject(tidy) ? tidy : null;
  };
  const members = { credentials: read('credentials'), settings: read('settings'), metadata: read('metadata') };
  if (JSON.stringify(members.metadata ?? {}).length > metadataCharactersMax)
    throw new AppError('INPUT_INVALID', 'metadata is too long.', { field: 'metadata' });
  return { ...members, warnings };
}

/** @throws AppError INPUT_INVALID as for the members of an import */
export function refuseConfiguration(given: readonly unknown[] | undefined): void {
  if (given === undefined) return;
  refuseUnstorable(given, 'configuration');
  if (JSON.stringify(given).length > metadataCharactersMax)
    throw new AppError('INPUT_INVALID', 'configuration is too long.', { field: 'configuration' });
}

const isObject = (value: unknown): value is Open =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function refuseUnstorable(root: unknown, name: string): void {
  const rest: { value: unknown; depth: number }[] = [{ value: root, depth: 1 }];
  for (let one = rest.pop(); one; one = rest.pop()) {
    const { value, depth } = one;
    if (depth > depthMax) throw new AppError('INPUT_INVALID', `${name} is nested too deep.`, { field: name });
    if (typeof value === 'string' && !isStorable(value)) throw unstorable(name);
    if (typeof value !== 'object' || value === null) continue;
    for (const [key, part] of Object.entries(value)) {
      if (!isStorable(key)) throw unstorable(name);
      rest.push({ value: part, depth: depth + 1 });
    }
  }
}

const unstorable = (name: string) =>
  new AppError('INPUT_INVALID', `${name} has characters in it that cannot be stored.`, { field: name });

const isBareType = (value: unknown): boolean => {
  const [key, ...others] = isObject(value) ? Object.keys(value) : [];
  return key === 'type' && others.length === 0;
};

/** An object that only says what type it would be of holds nothing. Undefined: the whole of it is one. */
function withoutBareTypes(value: unknown, path: string, warnings: string[]): unknown {
  if (isBareType(value)) {
    warnings.push(`${path} was left out: it holds nothing but a type.`);
    return undefined;
  }
  if (!isObject(value)) return value;
  const kept = Object.entries(value).flatMap(([key, part]) => {
    const tidy = withoutBareTypes(part, `${path}.${shownName(key)}`, warnings);
    return tidy === undefined ? [] : [[key, tidy] as const];
  });
  return Object.fromEntries(kept);
}
