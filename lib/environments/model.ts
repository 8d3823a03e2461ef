import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Field } from '#lib/catalog/field-schema.ts';
import { filledNames, type AuthMethod, type AuthType, type Manifest } from '#lib/catalog/schema.ts';
import { outerName, ownFieldsOf } from '#lib/connectors/model.ts';
import { AppError } from '#lib/errors.ts';
import type { EnvironmentDto, Values } from './schema.ts';

export interface EnvironmentApp {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly string[];
}

export interface Environment {
  readonly id: string;
  readonly component: Manifest;
  readonly method: AuthMethod;
  /** Of `oauth2`: whose tokens they are. Null: nobody has said. */
  readonly app: EnvironmentApp | null;
}

interface Place {
  readonly tenantId: string;
  readonly workspaceId: string;
}

interface Names {
  readonly component: string;
  readonly authType: AuthType;
  readonly appId: string | null;
}

/** The namespace of RFC 9562, 5.5, ours alone. */
const namespace = Buffer.from('5f2b6b0e8f0d4b57a3a1c2b7d9e0416c', 'hex');

/** Made from what it names, so that nobody has to keep it. Another workspace has others. */
export function environmentId({ tenantId, workspaceId }: Place, { component, authType, appId }: Names): string {
  const named = JSON.stringify([tenantId, workspaceId, component, authType, appId]);
  const bytes = createHash('sha1').update(namespace).update(named).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

export type Part = 'userData' | 'credentials';

/** People are asked for it here. Elsewhere the provider has said it beside its tokens, so that is where it is imported. */
const besideTokens: ReadonlyMap<string, readonly string[]> = new Map([['mailchimp', ['dc']]]);

interface Way {
  readonly component: Manifest;
  readonly method: AuthMethod;
}

/** Where a value of this field is given, and told. What a provider says beside its tokens stands beside its tokens. */
export function partOf({ component, method }: Way, field: Field): Part {
  const isBeside = method.oauth !== undefined && (besideTokens.get(component.id) ?? []).includes(field.name);
  return field.secret || isBeside || filledNames(method).includes(field.name) ? 'credentials' : 'userData';
}

/** One value of an authentication. */
interface Property {
  readonly part: Part;
  readonly type: z.ZodType;
}

const password = { format: 'password' } as const;
const lifeSeconds = z
  .int()
  .min(0)
  .max(10 * 366 * 86_400);

/** What a provider answers with tokens (RFC 6749, 5.1), as it is imported. */
const tokenProperties: Readonly<Record<string, z.ZodType>> = {
  access_token: z
    .string()
    .min(1)
    .meta({ title: 'Access token', ...password }),
  refresh_token: z
    .string()
    .min(1)
    .meta({ title: 'Refresh token', ...password })
    .optional(),
  expires_in: lifeSeconds.meta({ title: 'Seconds until the access token ends' }).optional(),
  refresh_token_expires_in: lifeSeconds.meta({ title: 'Seconds until the refresh token ends' }).optional(),
  scope: z.string().max(8_000).meta({ title: 'Scopes that were granted' }).optional(),
  token_type: z.string().max(100).meta({ title: 'Kind of token' }).optional(),
};

/** Which client the tokens were given to: with an OAuth app of it here, they are refreshed. */
const clientId = z.string().max(500).meta({ title: 'Client id' }).optional();

/** What may be given, by its name on the wire. */
function propertiesOf(environment: Environment): ReadonlyMap<string, Property> {
  const { method, app } = environment;
  const derived = method.derive.map((one) => one.field);
  const properties = new Map<string, Property>();
  for (const field of ownFieldsOf(method)) {
    const isNeeded = field.required && field.default === undefined && !field.when && !derived.includes(field.name);
    const type = typeOf(field);
    const part = partOf(environment, field);
    properties.set(outerName(field.name), { part, type: isNeeded ? type : type.optional() });
  }
  if (!method.oauth) return properties;
  for (const [name, type] of Object.entries(tokenProperties)) properties.set(name, { part: 'credentials', type });
  if (!app) properties.set('client_id', { part: 'credentials', type: clientId });
  return properties;
}

function typeOf(field: Field): z.ZodType {
  const { label: title, hint: description, default: fallback } = field;
  const meta = { title, ...(description && { description }), ...(fallback !== undefined && { default: fallback }) };
  if (field.kind === 'port') return z.int().min(1).max(65_535).meta(meta);
  if (field.kind === 'number') return z.number().meta(meta);
  if (field.options) return z.enum(field.options.map((one) => one.value)).meta(meta);
  return z
    .string()
    .max(field.charactersMax)
    .meta({ ...meta, ...(field.secret && password) });
}

/** Of one part, as a JSON Schema. */
function schemaOf(properties: ReadonlyMap<string, Property>, wanted: Part): EnvironmentDto['userDataSchema'] {
  const shape = [...properties].filter(([, { part }]) => part === wanted).map(([name, { type }]) => [name, type]);
  return z.toJSONSchema(z.strictObject(Object.fromEntries(shape)), { target: 'draft-7' });
}

/**
 * What was given, read by the schemas of the environment. The two parts are one to us: each value has a name of its own.
 * @throws AppError INPUT_INVALID naming each misfit, and never a value
 */
export function readValues(environment: Environment, userData: Values, credentials: Values): Values {
  const twice = Object.keys(userData).find((name) => Object.hasOwn(credentials, name));
  if (twice !== undefined) throw misfit([`${nameOf(twice)} is in both`], 'userData');
  const given = Object.entries({ ...userData, ...credentials }).filter(([, value]) => value !== null);
  const shape = [...propertiesOf(environment)].map(([name, { type }]) => [name, type]);
  const parsed = z.strictObject(Object.fromEntries(shape)).safeParse(Object.fromEntries(given));
  if (parsed.success) return parsed.data;
  throw misfit(
    parsed.error.issues.flatMap((issue) => wordsOf(issue)),
    'credentials',
  );
}

function wordsOf(issue: z.core.$ZodIssue): string[] {
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => `Unexpected field ${nameOf(key)}`);
  const name = nameOf(String(issue.path[0] ?? ''));
  const isMissing = issue.code === 'invalid_type' && issue.message.endsWith('received undefined');
  return [isMissing ? `Missing required field at ${name}` : `${issue.message} at ${name}`];
}

/** A name nobody chose here may be a secret in the wrong place. */
const nameOf = (name: string): string => (/^[a-z][a-z0-9_]{0,39}$/.test(name) ? `'${name}'` : 'that has no name here');

const misfit = (messages: readonly string[], field: string): AppError =>
  new AppError('INPUT_INVALID', messages.join(', '), { field, messages });

export function environmentDto(environment: Environment): EnvironmentDto {
  const { id, component, method, app } = environment;
  const properties = propertiesOf(environment);
  const rules = method.oauth?.scopes;
  const scopes = new Set([...(rules?.required ?? []), ...(app?.scopes ?? rules?.default ?? [])]);
  return {
    id,
    title: app?.name ?? method.label,
    component: component.id,
    authenticationType: method.oauth ? 'oauth2' : 'token',
    userDataSchema: schemaOf(properties, 'userData'),
    credentialsSchema: schemaOf(properties, 'credentials'),
    scopes: [...scopes].map((scope) => ({ scope, description: '' })),
  };
}
