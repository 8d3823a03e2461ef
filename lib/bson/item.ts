import { z } from 'zod';
import { AppError } from '#lib/errors.ts';
import { isStorable, nameCharactersMax, storableText } from '#lib/names.ts';
import { audienceMax, mapKeysMax, valueBytesMax } from './limits.ts';
import { printable } from './printable.ts';

export const authTypes = ['api_key', 'basic', 'bearer', 'oauth2', 'database', 'custom'] as const;
export type AuthType = (typeof authTypes)[number];

type Scalar = string | number | boolean;

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

const isText = (value: unknown): value is string => typeof value === 'string';
const isScalar = (value: unknown): value is Scalar =>
  isText(value) || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value));

/** Checks without copying: zod's own record leaves out a key called `__proto__`, and nothing may be lost here. */
function map<V extends Scalar>(isValue: (value: unknown) => value is V, kind: string) {
  return z.custom<Record<string, V>>().superRefine((entries: unknown, context) => {
    if (!isPlainObject(entries)) return context.addIssue({ code: 'custom', message: 'A map is expected.' });
    const keys = Object.keys(entries);
    if (keys.length > mapKeysMax) context.addIssue({ code: 'custom', message: `At most ${mapKeysMax} entries.` });
    for (const key of keys) {
      const value: unknown = entries[key];
      const refuse = (message: string) => context.addIssue({ code: 'custom', path: [key], message });
      if (!isStorable(key)) refuse('The name of the entry is not well-formed text.');
      if (!isValue(value)) refuse(`${kind} is expected.`);
      else if (isText(value) && !isStorable(value)) refuse('The text is not well-formed.');
      else if (isText(value) && Buffer.byteLength(value) > valueBytesMax) refuse(`At most ${valueBytesMax} bytes.`);
    }
  });
}

export const requiredText = (charactersMax: number) => storableText(charactersMax).min(1, 'A text is needed.');

/** One credential as it travels in a container: every field is there, none besides. Dates are `Date` objects. */
export const credentialItem = z.strictObject({
  identifier: requiredText(200),
  name: requiredText(nameCharactersMax),
  component: requiredText(100),
  authType: z.enum(authTypes),
  /** The label of the environment; empty when it has none. */
  environment: storableText(100),
  settings: map(isScalar, 'A text, a number or yes/no'),
  metadata: map(isText, 'A text'),
  secret: map(isText, 'A text'),
  /** scheme://host:port, where the secret may be sent. */
  audience: z.array(requiredText(400)).max(audienceMax),
  version: z.strictObject({
    id: requiredText(100),
    number: z.number().int().min(1).max(1_000_000),
    savedAt: z.date(),
  }),
});

/** In a file of a newer format, whose news say nothing to us. */
export const newerCredentialItem = credentialItem.extend({ version: credentialItem.shape.version.strip() }).strip();

/** What other tools write has no identifier of ours, no audience and no version. */
export const importItem = credentialItem.extend({
  identifier: credentialItem.shape.identifier.nullable(),
  audience: credentialItem.shape.audience.nullable(),
  version: credentialItem.shape.version.nullable(),
});

export type CredentialItem = z.infer<typeof credentialItem>;
export type ImportItem = z.infer<typeof importItem>;

/** IMP-210: item `i` (from 1) lacks or spoils `field`. Holds names of fields, never a value. */
export function malformed(i: number, field: string, what: string): AppError {
  const shown = printable(field, 80);
  return new AppError('IMP-210', `Item ${i}, field "${shown}": ${what}`, { item: i, field: shown });
}

/** @throws AppError IMP-210 naming the item and the first field at fault. */
export function parseItem<T>(schema: z.ZodType<T>, value: unknown, i: number): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const unknown = issue?.code === 'unrecognized_keys' ? (issue.keys[0] ?? '') : null;
  const field = [...(issue?.path ?? []), ...(unknown === null ? [] : [unknown])].map(String).join('.');
  throw malformed(i, field, unknown === null ? (issue?.message ?? 'It is malformed.') : 'It is not known.');
}
