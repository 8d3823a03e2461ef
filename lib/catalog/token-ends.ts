import { secondMs } from '#lib/clock.ts';

type Flat = Readonly<Record<string, string | number | boolean>>;

/** Of these, a point in time in seconds is one before the year 2286, and in milliseconds one after April 1970. */
const secondsMax = 9_999_999_999;

const isoText = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)$/;

/** A point in time as other tools write it: ISO 8601, seconds or milliseconds since 1970. Epoch milliseconds; else null. */
function pointOf(value: string | number | boolean | undefined): number | null {
  const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : '';
  if (/^\d{9,13}(?:\.\d{1,9})?$/.test(text)) {
    const number = Number(text);
    return Math.round(number <= secondsMax ? number * secondMs : number);
  }
  const at = isoText.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? null : at;
}

const secondsOf = (value: string | number | boolean | undefined): number | null =>
  /^\d{1,10}$/.test(String(value ?? '')) ? Number(value) : null;

/** Names without case, dashes and underscores: what is known of, and what follows from it. */
const names = {
  expiresAt: ['expiresat', 'expiry', 'expirydate', 'expireson', 'accesstokenexpiresat'],
  refreshExpiresAt: ['refreshexpiresat', 'refreshtokenexpiresat'],
} as const;
const lifeNames = ['expiresin'];
const refreshLifeNames = ['refreshtokenexpiresin', 'refreshexpiresin', 'xrefreshtokenexpiresin'];
const issuedNames = ['issuedat', 'createdat', 'obtainedat'];

const plain = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');

const words: ReadonlySet<string> = new Set([
  ...names.expiresAt,
  ...names.refreshExpiresAt,
  ...lifeNames,
  ...refreshLifeNames,
  ...issuedNames,
]);

/** Whether a field tells when a token begins or ends, and so is none itself. */
export const isTokenTime = (name: string): boolean => words.has(plain(name));

export interface TokenEnds {
  /** `expiresAt` and `refreshExpiresAt` as they are kept: ISO 8601. */
  readonly ends: Readonly<Record<string, string>>;
  /** The names of fields that are told by them: none, where nothing could be read. */
  readonly used: ReadonlySet<string>;
}

/**
 * When tokens of another tool's file end: as it says, or so long after they were given as it says. A life without a
 * beginning says nothing.
 */
export function tokenEndsIn(fields: Flat): TokenEnds {
  const byName = new Map(Object.keys(fields).map((name) => [plain(name), fields[name]]));
  const read = <T>(wanted: readonly string[], as: (value: Flat[string] | undefined) => T | null): T | null =>
    wanted.map((name) => as(byName.get(name))).find((value) => value !== null) ?? null;
  const issuedAt = read(issuedNames, pointOf);
  const after = (seconds: number | null): number | null =>
    seconds === null || issuedAt === null ? null : issuedAt + seconds * secondMs;
  const found = {
    expiresAt: read(names.expiresAt, pointOf) ?? after(read(lifeNames, secondsOf)),
    refreshExpiresAt: read(names.refreshExpiresAt, pointOf) ?? after(read(refreshLifeNames, secondsOf)),
  };
  const ends = Object.entries(found).flatMap(([name, at]) => {
    const isDate = at !== null && Math.abs(at) < 8.64e15;
    return isDate ? [[name, new Date(at).toISOString()]] : [];
  });
  return {
    ends: Object.fromEntries(ends),
    used: new Set(ends.length > 0 ? Object.keys(fields).filter(isTokenTime) : []),
  };
}
