import { z } from 'zod';

export const nameCharactersMax = 200;

/** Control characters and line separators; and what turns the text around it about, so that a name says what it is not. */
const control = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

/** Something to be seen: a name of zero-width signs alone looks like none. */
const visible = /[^\p{Cc}\p{Cf}\p{Z}]/u;

/** Text that both databases keep unchanged: no U+0000, no lone surrogate. */
export const isStorable = (text: string): boolean => !text.includes('\u0000') && text.isWellFormed();

export const storableText = (charactersMax: number) =>
  z
    .string()
    .refine(isStorable, 'Contains characters that cannot be stored.')
    .refine(
      (text) => text.length <= charactersMax || [...text].length <= charactersMax,
      `At most ${charactersMax} characters.`,
    );

/** What people call a thing: any script, trimmed, 1 to 200 characters, no control characters. */
export const name = z
  .string()
  .transform((text) => text.trim().normalize('NFC'))
  .pipe(
    storableText(nameCharactersMax)
      .refine((text) => visible.test(text), 'A name is needed.')
      .refine((text) => !control.test(text), 'A name has no line breaks or control characters.'),
  );

/**
 * The key two names share when people would call them the same: NFKC and full case folding, made here so that both
 * databases agree. Going down, up and down again unfolds ß, ẞ and ligatures, as full case folding does.
 */
export function nameKey(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .toUpperCase()
    .toLowerCase()
    .replaceAll('ς', 'σ')
    .normalize('NFKC')
    .replaceAll(/\s+/gu, ' ')
    .trim();
}

/** `name`, `name 2`, `name 3`, …: the nth of them. A long name loses its end to the number. */
export function numberedName(wanted: string, n: number): string {
  if (n === 1) return wanted;
  const suffix = ` ${n}`;
  const base = [...wanted].slice(0, nameCharactersMax - suffix.length).join('');
  return base.trimEnd() + suffix;
}

/** What people mostly call the places their credentials are for; a label of one's own does as well. */
export const environments = ['production', 'staging', 'development'] as const;
export const defaultEnvironment = environments[0];

export const environmentLabel = storableText(40)
  .refine((text) => text.trim().length > 0, 'Choose an environment.')
  .refine((text) => !control.test(text), 'An environment has no line breaks or control characters.');

/** A place in a list of names: the key of one, which may be 18 times as long as the name, and an id. */
export const cursorText = z.string().max(10_000);

/** The ids of our rows, as they stand in addresses and arguments. */
export const rowId = z.string().regex(/^[\w-]{1,60}$/, 'Not an id.');

/** Of a public key, as `fingerprint` of `vault/signing.ts` writes it. */
export const fingerprintText = z.string().regex(/^[0-9A-F]{4}(?: [0-9A-F]{4}){9}$/, 'Not a fingerprint.');

const slugText = /^[a-z0-9](?:[a-z0-9-]{0,46}[a-z0-9])?$/;

/** The part of an address that names a tenant or workspace. */
export const slug = z.string().regex(slugText, 'Small letters, digits and dashes.');

export function slugOf(text: string, fallback: string): string {
  const plain = text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 40)
    .replace(/-+$/, '');
  return plain || fallback;
}
