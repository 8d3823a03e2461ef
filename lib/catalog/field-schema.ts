import { z } from 'zod';

const fieldKinds = ['text', 'secret', 'number', 'select', 'url', 'host', 'port', 'multiline'] as const;

/** A token of 8 KB is common, a certificate chain is longer. */
const secretCharactersMax = 16_384;
const textCharactersMax = 500;

const sentence = z.string().min(1).max(400);

/** The name of a field, never one that a plain object already has. */
export const fieldName = z
  .string()
  .regex(/^[a-z][A-Za-z0-9]{0,39}$/)
  .refine((name) => !(name in Object.prototype), 'A name that every object has.');

const isPattern = (source: string): boolean => {
  try {
    return new RegExp(source, 'u').source.length > 0;
  } catch {
    return false;
  }
};

/**
 * What is taken away from a pasted value: `token` blanks, quotes and a leading `Bearer `; `key` blanks and quotes;
 * `exact` only line ends behind it, because a password may begin with a blank or a quote.
 */
export const pasteRules = ['token', 'key', 'exact'] as const;

export const field = z
  .strictObject({
    name: fieldName,
    label: z.string().min(1).max(60),
    kind: z.enum(fieldKinds),
    secret: z.boolean().default(false),
    required: z.boolean().default(true),
    default: z.union([z.string(), z.number()]).optional(),
    placeholder: z.string().max(120).optional(),
    hint: sentence.optional(),
    /** Behind "Where do I find this?". */
    help: z.strictObject({ text: sentence, url: z.url({ protocol: /^https$/ }).optional() }).optional(),
    options: z
      .array(z.strictObject({ value: z.string().min(1), label: z.string().min(1) }))
      .min(2)
      .optional(),
    /** The field that stands in the same row, before this one. */
    pairWith: fieldName.optional(),
    pattern: z.string().refine(isPattern, 'Not a regular expression.').optional(),
    patternMessage: sentence.optional(),
    charactersMax: z.int().positive().max(secretCharactersMax).optional(),
    paste: z.enum(pasteRules).optional(),
    /** It decides how safely the secret travels: changing it asks for the secret again, as a new destination does. */
    guards: z.boolean().default(false),
    /** Of an address: it is kept as it was typed, with a slash at its end and with what stands behind a `?`. */
    exactPath: z.boolean().default(false),
    /** Filled by the product; the catalogue adds such fields itself. */
    managed: z.boolean().default(false),
    /** Asked for only when another field has one of these values. */
    when: z.strictObject({ field: fieldName, is: z.array(z.string()).min(1) }).optional(),
  })
  .transform((one) => ({
    ...one,
    charactersMax:
      one.charactersMax ?? (one.secret || one.kind === 'multiline' ? secretCharactersMax : textCharactersMax),
    paste: one.paste ?? (one.secret ? ('token' as const) : ('key' as const)),
  }));

export type Field = z.output<typeof field>;
