import { valueAt } from '#lib/catalog/pointer.ts';

const charactersMax = 80;
/** A piece of a secret this long is not a coincidence. */
const pieceLength = 8;

const slot = /\{(\/[^{}]+)\}/g;
/** What cannot be seen, or changes the order of what can. */
const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu;

/** Text of the other side, short enough and plain enough to be shown; null when nothing is left. */
export function printable(value: unknown): string | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  const text = String(value).replaceAll(/\s+/gu, ' ').replaceAll(unprintable, '').trim();
  if (text === '') return null;
  const characters = [...text];
  return characters.length > charactersMax ? `${characters.slice(0, charactersMax - 1).join('')}…` : text;
}

/**
 * The name of an account in an answer: the first template whose pointers all lead to short text.
 * @param templates text with `{/json/pointer}` in it
 */
export function accountIn(document: unknown, templates: readonly string[], secrets: readonly string[]): string | null {
  for (const template of templates) {
    const values = new Map(
      [...template.matchAll(slot)].map(([, pointer = '']) => [pointer, printable(valueAt(document, pointer))]),
    );
    if ([...values.values()].includes(null)) continue;
    const name = template.replaceAll(slot, (_, pointer: string) => values.get(pointer) ?? '');
    return holdsSecret(name, secrets) ? null : name;
  }
  return null;
}

/** Whether text has a secret in it, whole or in part, as it is or the way it is sent. */
export function holdsSecret(text: string, secrets: readonly string[]): boolean {
  const found = text.toLowerCase();
  return secrets.flatMap(spellings).some((secret) => {
    const wanted = secret.toLowerCase();
    if (wanted === '') return false;
    if (wanted.length <= pieceLength) return found.includes(wanted);
    for (let at = 0; at + pieceLength <= found.length; at += 1)
      if (wanted.includes(found.slice(at, at + pieceLength))) return true;
    return false;
  });
}

const spellings = (secret: string): readonly string[] => [
  secret,
  encodeURIComponent(secret),
  Buffer.from(secret).toString('base64'),
  Buffer.from(secret).toString('base64url'),
  Buffer.from(secret).toString('hex'),
  [...secret].toReversed().join(''),
];
