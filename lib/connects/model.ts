import { createHash } from 'node:crypto';
import { z } from 'zod';
import { findMethod, type AuthMethod, type Manifest } from '#lib/catalog/schema.ts';
import { parseSettings } from '#lib/catalog/input.ts';
import { AppError } from '#lib/errors.ts';
import { canonicalJson } from '#lib/json.ts';
import type { Settings } from '#lib/credentials/schema.ts';
import type { Binding } from '#lib/vault/seal.ts';

/** A state as it is made: 32 bytes, base64url. Anything else is not looked up. */
const stateText = /^[A-Za-z0-9_-]{43}$/;

/** The key of the row, null for what no state of ours looks like. Only this of a state is stored. */
export const idOfState = (state: string | null): string | null =>
  state !== null && stateText.test(state) ? createHash('sha256').update(state).digest('hex') : null;

interface Place {
  readonly tenantId: string;
  readonly workspaceId: string;
  readonly id: string;
}

/** Before the provider has answered, and after: what is sealed for one never opens as the other. */
const bindingOf = ({ tenantId, workspaceId, id }: Place, field: string): Binding => ({
  tenantId,
  workspaceId,
  credentialId: id,
  field,
  version: 1,
  audience: [],
});
export const begunBinding = (place: Place): Binding => bindingOf(place, 'connect_begun');
export const tokensBinding = (place: Place): Binding => bindingOf(place, 'connect_tokens');

const begun = z.strictObject({ verifier: z.string(), nonce: z.string() });
export type Begun = z.output<typeof begun>;

const settings = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

/** A whole credential that only waits for a person's word, and what the dry run has found. */
const answered = z.strictObject({
  settings,
  secret: z.record(z.string(), z.string()),
  audience: z.array(z.string()),
  scopesGranted: z.array(z.string()).nullable(),
  warnings: z.array(z.string()),
  verification: z.strictObject({
    outcome: z.enum(['passed', 'failed', 'not_testable']),
    code: z.string(),
    message: z.string(),
    fix: z.string().nullable(),
    field: z.string().nullable(),
    account: z.string().nullable(),
    detail: z.string().nullable(),
    durationMs: z.number(),
    steps: z.array(z.strictObject({ label: z.string(), outcome: z.enum(['passed', 'failed']), durationMs: z.number() })),
  }),
});
export type Answered = z.output<typeof answered>;

export const encode = (value: Begun | Answered): Buffer => Buffer.from(canonicalJson(value));
export const decodeBegun = (plain: Buffer): Begun => begun.parse(JSON.parse(plain.toString('utf8')));
export const decodeAnswered = (plain: Buffer): Answered => answered.parse(JSON.parse(plain.toString('utf8')));

export type OauthMethod = AuthMethod & { readonly oauth: NonNullable<AuthMethod['oauth']> };

/** How one signs in at a component by OAuth. */
export function oauthMethodOf(component: Manifest): OauthMethod {
  const method = findMethod(component, 'oauth2');
  if (!method?.oauth) throw new AppError('INPUT_INVALID', `${component.name} offers no sign-in by OAuth.`);
  return { ...method, oauth: method.oauth };
}

/** What was typed before the sign-in: neither tokens nor what the sign-in itself will say. */
export function readTyped(method: OauthMethod, typed: Settings): Settings {
  const { fromCallback, fromToken } = method.oauth;
  const told = new Set([...Object.keys(fromCallback), ...Object.keys(fromToken)]);
  const fields = method.fields.filter((field) => !field.secret && !told.has(field.name));
  const derive = method.derive.filter((one) => !told.has(one.field) && !told.has(one.from));
  const parsed = parseSettings({ ...method, fields, derive }, { settings: typed, secret: {} });
  if (parsed.ok) return parsed.settings;
  throw new AppError('INPUT_INVALID', parsed.issues[0]?.message, {
    fields: parsed.issues.map((issue) => issue.field),
    messages: parsed.issues.map((issue) => issue.message),
  });
}

/** Each once, those that are always asked for behind those that were chosen. */
export const scopesAsked = (chosen: readonly string[], required: readonly string[]): string[] => [
  ...new Set([...chosen, ...required]),
];

/** Asked and not given, given and not asked. A provider that names none has given what was asked (RFC 6749, 5.1). */
export function compareScopes(asked: readonly string[], granted: readonly string[] | null) {
  if (granted === null) return { missing: [], more: [] };
  // `offline_access` asks for a refresh token; providers rarely name it among what they gave.
  const missing = asked.filter((one) => !granted.includes(one) && one !== 'offline_access');
  return { missing, more: granted.filter((one) => !asked.includes(one)) };
}
