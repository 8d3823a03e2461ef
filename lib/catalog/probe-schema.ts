import { z } from 'zod';
import { fieldName } from './field-schema.ts';

/** RFC 6901. */
const jsonPointer = z.string().regex(/^(?:\/.*)?$/);
const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const sentence = z.string().min(1).max(400);
const status = z.array(z.union([z.int().min(100).max(599), z.enum(['2xx', '3xx', '4xx', '5xx'])])).min(1);
const template = z.string().min(1).max(1_000);

/** True when the value at the pointer is one of `is`, or is text with `contains` in it. */
const condition = z.union([
  z.strictObject({ pointer: jsonPointer, is: z.array(scalar).min(1) }),
  z.strictObject({ pointer: jsonPointer, contains: z.string().min(1) }),
]);

const when = z.strictObject({ field: fieldName, is: z.array(z.string()).min(1) }).optional();

/** Where the secret goes. All templates may use settings and secrets. */
const placement = z.discriminatedUnion('in', [
  z.strictObject({ in: z.literal('bearer'), token: template, when }),
  z.strictObject({ in: z.literal('basic'), username: z.string(), password: template, when }),
  z.strictObject({ in: z.literal('header'), name: template, value: template, when }),
  z.strictObject({ in: z.literal('query'), name: template, value: template, when }),
]);

/** The first row that fits an answer names the failure; without one the status does. Words may use settings. */
const failure = z.strictObject({
  status: status.optional(),
  where: condition.optional(),
  code: z.string().regex(/^[a-z][a-z_]+$/),
  message: sentence,
  fix: sentence.nullable(),
  field: fieldName.optional(),
});

const success = z.strictObject({
  status,
  where: condition.optional(),
  /** Said instead of "accepted", when the answer proves the secret but says no name. */
  message: sentence.optional(),
});

export const httpProbe = z.strictObject({
  kind: z.literal('http'),
  method: z.enum(['GET', 'POST']),
  /** May use settings, never secrets. */
  url: template,
  /** A setting without which there is nothing to ask; then the result is "not testable", for this reason. */
  needs: z.strictObject({ field: fieldName, reason: sentence }).optional(),
  placements: z.array(placement).min(1),
  headers: z.record(z.string().regex(/^[A-Za-z-]+$/), z.string()).default({}),
  /** `json`: only JSON is an answer of this API. `text`: anything but a web page or an error in JSON. */
  expects: z.enum(['json', 'text']).default('json'),
  success: z
    .array(success)
    .min(1)
    .default([{ status: ['2xx'] }]),
  /** How the account is called, from the answer: text with `{/json/pointer}` in it; the first that can be filled. */
  account: z.array(z.string().regex(/\{\/[^{}]+\}/)).default([]),
  failures: z.array(failure).default([]),
});

export const verifier = z.discriminatedUnion('kind', [
  httpProbe,
  z.strictObject({ kind: z.literal('driver'), driver: z.enum(['mysql', 'postgres', 'redis', 'smtp']) }),
  z.strictObject({ kind: z.literal('none'), reason: sentence }),
]);

export type HttpProbe = z.output<typeof httpProbe>;
export type Placement = z.output<typeof placement>;
export type Condition = z.output<typeof condition>;
