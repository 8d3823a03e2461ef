import { isStorable } from '#lib/names.ts';

const tokenCharactersMax = 16_384;
const settingCharactersMax = 500;
const scopesMax = 300;

type Fields = Readonly<Record<string, unknown>>;

const own = (fields: Fields, name: string): unknown => (Object.hasOwn(fields, name) ? fields[name] : undefined);

/** A token as it may be kept and sent: printable ASCII without blanks. Null for anything else. */
export function tokenIn(fields: Fields, name: string): string | null {
  const value = own(fields, name);
  return typeof value === 'string' && value.length <= tokenCharactersMax && /^[\u0021-\u007e]+$/.test(value)
    ? value
    : null;
}

/** Said, and neither null nor empty. */
export function isSaid(fields: Fields, name: string): boolean {
  const value = own(fields, name);
  return value !== undefined && value !== null && value !== '';
}

/** Seconds as a number or as text; null for what is not a number, or is none that can be believed. */
export function secondsIn(fields: Fields, ...names: readonly string[]): number | null {
  for (const name of names) {
    const value = own(fields, name);
    const seconds = typeof value === 'string' && /^\d{1,15}(?:\.\d{1,9})?$/.test(value.trim()) ? Number(value) : value;
    if (typeof seconds === 'number' && Number.isFinite(seconds) && seconds > 0) return Math.floor(seconds);
  }
  return null;
}

/** Scopes as text with blanks or commas between them, or as a list; each once. Null when they are not said. */
export function scopesIn(fields: Fields, ...names: readonly string[]): readonly string[] | null {
  for (const name of names) {
    const value = own(fields, name);
    const list: readonly unknown[] =
      typeof value === 'string' ? value.split(/[\s,]+/) : Array.isArray(value) ? value : [];
    const words = list.filter((one) => typeof one === 'string').filter((one) => /^[\u0021-\u007e]{1,500}$/.test(one));
    if (words.length > 0) return [...new Set(words)].slice(0, scopesMax);
  }
  return null;
}

/** A short text or number of the other side that may become a setting. */
export function printableSetting(value: unknown): string | null {
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string' || text === '' || text.length > settingCharactersMax) return null;
  return isStorable(text) && !/\p{Cc}/u.test(text) ? text : null;
}
