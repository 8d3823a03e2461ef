import { z } from 'zod';
import { inconsistencies } from './consistency.ts';
import { field, fieldName } from './field-schema.ts';
import { managedFields } from './managed-fields.ts';
import { oauth } from './oauth-schema.ts';
import { verifier } from './probe-schema.ts';

export const authTypes = ['api_key', 'basic', 'bearer', 'oauth2', 'database', 'custom'] as const;
export type AuthType = (typeof authTypes)[number];

/** `scheme://host:port`; host and port may be templates over settings. */
const destination = z.string().regex(/^[a-z][a-z0-9+.-]*:\/\/[^/\s:]+:(?:\d{1,5}|\{[A-Za-z0-9]+\})$/);

/** Where a secret may be sent: always these, made from settings, the origin of a URL field, or host and port fields. */
const audience = z.discriminatedUnion('from', [
  z.strictObject({ from: z.literal('fixed'), destinations: z.array(destination).min(1) }),
  z.strictObject({ from: z.literal('template'), destinations: z.array(destination).min(1) }),
  z.strictObject({ from: z.literal('url'), field: fieldName }),
  z.strictObject({ from: z.literal('hostPort'), scheme: z.string().min(1), host: fieldName, port: fieldName }),
]);

/** A setting that is read from another field when it was left empty: the text behind the last `afterLast` there. */
const derivation = z.strictObject({
  field: fieldName,
  from: fieldName,
  afterLast: z.string().min(1).max(5),
  /** Said when nothing can be read there and nothing was typed. */
  message: z.string().min(1),
});

/** Of `oauth2`, the fields of a grant are added behind those of the manifest, in the place of any that stand there. */
const authMethod = z
  .strictObject({
    type: z.enum(authTypes),
    label: z.string().min(1).max(60),
    fields: z.array(field),
    audience,
    verify: verifier,
    derive: z.array(derivation).default([]),
    oauth: oauth.optional(),
  })
  .transform((one) => {
    const own = one.fields.filter((each) => !each.managed);
    return { ...one, fields: one.oauth ? [...own, ...managedFields(one.oauth.grants)] : own };
  });

const icon = z.union([
  z.strictObject({ simpleIcon: z.string().regex(/^si[A-Z0-9]\w*$/) }),
  z.strictObject({ monogram: z.string().regex(/^[A-Z0-9][A-Za-z0-9]$/) }),
]);

export const componentId = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/);

/** One component of the catalogue. Strict: a key that is not known is a mistake in the manifest. */
export const manifest = z
  .strictObject({
    id: componentId,
    name: z.string().min(1).max(60),
    category: z.string().min(1).max(40),
    description: z.string().max(300).optional(),
    helpUrl: z.url({ protocol: /^https$/ }).optional(),
    icon,
    authMethods: z.array(authMethod).min(1),
  })
  .superRefine((one, context) => {
    for (const message of inconsistencies(one)) context.addIssue({ code: 'custom', message });
  });

export type Manifest = z.output<typeof manifest>;
/** How a manifest is written: without what has a default. */
export type ManifestSource = z.input<typeof manifest>;
export type AuthMethod = z.output<typeof authMethod>;
export type Icon = z.output<typeof icon>;

/** Settings that a provider fills in when somebody connects. */
export const filledNames = ({ oauth: own }: AuthMethod): readonly string[] =>
  own ? [...Object.keys(own.fromCallback), ...Object.keys(own.fromToken)] : [];

/**
 * The part of a method that people fill in before there are tokens; `parseSettings` takes it like a whole one. What the
 * provider will say may be left out.
 */
export function typedPartOf(method: AuthMethod): AuthMethod {
  const filled = filledNames(method);
  const typed = method.fields.filter((one) => !one.managed);
  return { ...method, fields: typed.map((one) => (filled.includes(one.name) ? { ...one, required: false } : one)) };
}

export const findMethod = (component: Manifest, authType: string): AuthMethod | null =>
  component.authMethods.find((one) => one.type === authType) ?? null;
