import { isIP } from 'node:net';
import { checkValue } from './check.ts';
import { cleanText } from './clean.ts';
import { fieldName, type Field } from './field-schema.ts';
import type { AuthMethod } from './schema.ts';
import { fillText, namesIn } from './template.ts';

/** The public part of a credential. */
export type Settings = Readonly<Record<string, string | number | boolean>>;

/** What is read by fields: an auth method, or what an OAuth app is asked for. */
export type Asked = Pick<AuthMethod, 'label' | 'fields' | 'derive'>;

export interface RawInput {
  readonly settings: Readonly<Record<string, unknown>>;
  readonly secret: Readonly<Record<string, unknown>>;
}

export interface FieldIssue {
  readonly field: string;
  readonly message: string;
}

/** `notices` tell what was changed in the input. Neither they nor the issues hold anything of a secret. */
export type ParsedInput =
  | {
      readonly ok: true;
      readonly settings: Settings;
      readonly secret: Record<string, string>;
      readonly notices: string[];
    }
  | { readonly ok: false; readonly issues: FieldIssue[] };

/**
 * What was typed, pasted or imported for an auth method, as it may be stored: settings and secrets apart, cleaned,
 * defaults and derived settings filled in, fields that are not asked for left out. Parsing the result again changes
 * nothing, so a kept secret may be put beside edited settings and parsed anew.
 */
export function parseSettings(method: Asked, raw: RawInput): ParsedInput {
  const issues: FieldIssue[] = unknownKeys(method, raw);
  const notices: string[] = [];
  const texts = new Map<string, string>();

  for (const field of method.fields) {
    const typed = textOf(field, (field.secret ? raw.secret : raw.settings)[field.name]);
    if (typed === null) issues.push({ field: field.name, message: `${field.label} is not text.` });
    const cleaned = cleanText(field, typed ?? '');
    texts.set(field.name, cleaned.text);
    notices.push(...cleaned.notices);
  }
  derive(method, texts);

  const settings: Record<string, string | number | boolean> = {};
  const secret: Record<string, string> = {};
  const reported = new Set(issues.map((issue) => issue.field));
  for (const field of method.fields) {
    if (!isAsked(field, texts) || reported.has(field.name)) continue;
    const text = texts.get(field.name) ?? '';
    if (text === '') {
      if (field.required) issues.push({ field: field.name, message: missing(method, field) });
      continue;
    }
    const checked = checkValue(field, text);
    if (!checked.ok) issues.push({ field: field.name, message: checked.message });
    else if (field.secret) secret[field.name] = String(checked.value);
    else settings[field.name] = checked.value;
    if (checked.ok && checked.notice) notices.push(checked.notice);
  }
  return issues.length > 0 ? { ok: false, issues } : { ok: true, settings, secret, notices };
}

/** Keys that no field has, also a secret that was put among the settings. What no manifest calls a field is not repeated. */
function unknownKeys(method: Asked, raw: RawInput): FieldIssue[] {
  const known = (isSecret: boolean) =>
    new Set(method.fields.filter((one) => one.secret === isSecret).map((one) => one.name));
  const unknown = (values: RawInput['settings'], names: ReadonlySet<string>) =>
    Object.keys(values).filter((key) => !names.has(key));
  return [...unknown(raw.settings, known(false)), ...unknown(raw.secret, known(true))].map((key) => ({
    field: key.slice(0, 60),
    message: `${method.label} has no ${fieldName.safeParse(key).success ? `field called ${key}` : 'such field'} here.`,
  }));
}

/** Null: neither text nor number. Nothing typed: the default, as long as that is not the same as leaving it out. */
function textOf(field: Field, value: unknown): string | null {
  const fallback = field.default === undefined ? '' : String(field.default);
  if (value === undefined || value === null) return fallback;
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  if (typeof value !== 'string') return null;
  return value.trim() === '' && field.required && !field.secret ? fallback : value;
}

function derive(method: Asked, texts: Map<string, string>): void {
  for (const { field, from, afterLast } of method.derive) {
    const source = texts.get(from) ?? '';
    const at = source.lastIndexOf(afterLast);
    if (!texts.get(field) && at >= 0) texts.set(field, source.slice(at + afterLast.length));
  }
}

const isAsked = (field: Field, texts: ReadonlyMap<string, string>): boolean =>
  !field.when || field.when.is.includes(texts.get(field.when.field) ?? '');

function missing(method: Asked, field: Field): string {
  const rule = method.derive.find((one) => one.field === field.name);
  return rule?.message ?? `${field.label} is needed.`;
}

/**
 * The destinations a secret with these (parsed) settings may be sent to: `scheme://host:port`, the port always there,
 * IPv6 in brackets. Empty when the settings that name them are missing; nothing may be sent then.
 */
export function audienceOf(method: Pick<AuthMethod, 'audience' | 'oauth'>, settings: Settings): string[] {
  const api = apiOf(method, settings);
  return api.length === 0 ? [] : [...new Set([...api, ...fixedProviderOf(method)])];
}

function apiOf({ audience }: Pick<AuthMethod, 'audience'>, settings: Settings): string[] {
  if (audience.from === 'fixed') return [...audience.destinations];
  if (audience.from === 'url') return originOf(settings[audience.field]);
  if (audience.from === 'template') {
    const isComplete = audience.destinations.flatMap(namesIn).every((name) => Object.hasOwn(settings, name));
    return isComplete ? audience.destinations.map((one) => fillText(one, settings)) : [];
  }
  const host = settings[audience.host];
  const port = settings[audience.port];
  if (typeof host !== 'string' || host === '' || typeof port !== 'number') return [];
  return [`${audience.scheme}://${isIP(host) === 6 ? `[${host}]` : host}:${port}`];
}

/** Tokens go back to whoever gave them. Where an OAuth app says where that is, it adds it when they are given. */
function fixedProviderOf({ oauth }: Pick<AuthMethod, 'oauth'>): string[] {
  const endpoints = oauth ? [oauth.tokenUrl, ...(oauth.revocationUrl ? [oauth.revocationUrl] : [])] : [];
  return endpoints.flatMap((one) => originOf(/^https:\/\/[^/{}]+(?=\/)/.exec(`${one}/`)?.[0]));
}

function originOf(value: unknown): string[] {
  if (typeof value !== 'string' || !URL.canParse(value)) return [];
  const { protocol, hostname, port } = new URL(value);
  return [`${protocol}//${hostname}:${port || (protocol === 'http:' ? '80' : '443')}`];
}
