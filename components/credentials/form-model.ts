import { dayMs, secondMs } from '#lib/clock.ts';
import type { AppForm, AuthType, CredentialDetail, Settings } from '#lib/credentials/schema.ts';
import { defaultEnvironment } from '#lib/names.ts';

/** Rules of the create and edit form: what it begins with, what it asks for, what it sends. No markup here. */
export type Method = AppForm['authMethods'][number];
export type FormField = Method['fields'][number];

export type Oauth = NonNullable<Method['oauth']>;
/** How one comes to tokens: at the provider, by the client itself, or with tokens that exist already. */
export type Way = Oauth['grants'][number] | 'pasted';

export interface FormValues {
  name: string;
  environment: string;
  /** `2026-11-29`, or empty. */
  expiresOn: string;
  authType: AuthType;
  /** What was typed, settings and secrets alike, by the name of the field. */
  fields: Record<string, string>;
  /** Of OAuth: empty, the first app of the environment. */
  appId: string;
  way: Way;
  /** Null: as the app has them. */
  scopes: string | null;
}

export const findMethod = (app: AppForm, authType: AuthType): Method | null =>
  app.authMethods.find((one) => one.type === authType) ?? null;

/**
 * Every field of every method has a value, so that changing the method loses nothing that was typed. `environment` is
 * that of the workspace.
 */
export function emptyValues(app: AppForm, environment: string = defaultEnvironment): FormValues {
  const fields: Record<string, string> = {};
  for (const field of app.authMethods.flatMap(allFields)) fields[field.name] ||= field.defaultValue;
  const [first] = app.authMethods;
  const way = (first && firstWay(first)) ?? 'authorization_code';
  return {
    name: '',
    environment,
    expiresOn: '',
    authType: first?.type ?? 'custom',
    fields,
    appId: '',
    way,
    scopes: null,
  };
}

const allFields = ({ fields, oauth }: Method): readonly FormField[] => [
  ...fields,
  ...(oauth?.login ?? []),
  ...(oauth?.pasted ?? []),
];

/** The way a method begins with; null where it has nothing to do with tokens of a provider. */
export const firstWay = (method: Method): Way | null => method.oauth?.grants[0] ?? null;

/** What is asked for beside the settings: who one is, or the tokens. */
export function fieldsOfWay({ oauth }: Method, way: Way): readonly FormField[] {
  if (way === 'pasted') return oauth?.pasted ?? [];
  return way === 'password' ? (oauth?.login ?? []) : [];
}

/**
 * What is saved, ready to be changed. Secrets begin empty: nobody can read them back. A needed setting that was not asked
 * for begins with its default, for the case that it is asked for now.
 */
export function savedValues(app: AppForm, saved: CredentialDetail): FormValues {
  const empty = emptyValues(app);
  const fields = { ...empty.fields };
  for (const field of findMethod(app, saved.authType)?.fields ?? []) {
    const value = saved.settings[field.name];
    if (value !== undefined) fields[field.name] = String(value);
    else if (!field.required) fields[field.name] = '';
  }
  return {
    ...empty,
    name: saved.name,
    environment: saved.environment,
    expiresOn: dateText(saved.expiresAt),
    authType: saved.authType,
    fields,
  };
}

/** `grantType` is the way itself, which is no field of the form. */
export const isAsked = (field: FormField, typed: Readonly<Record<string, string>>): boolean =>
  field.when === null || field.when.field === 'grantType' || field.when.is.includes(typed[field.when.field] ?? '');

/**
 * The settings of a method. What the provider itself says at a sign-in is asked for only beside tokens that exist already;
 * `way` is null in an edit, where it stays as it was said.
 */
export const settingsOf = ({ fields, oauth }: Method, way: Way | null): readonly FormField[] =>
  oauth && way !== 'pasted' ? fields.filter((field) => !oauth.filled.includes(field.name)) : fields;

/** The fields that are asked for now, those that share a row together. */
export function rowsOf(method: Method, typed: Readonly<Record<string, string>>, way: Way | null = null): FormField[][] {
  const rows: FormField[][] = [];
  for (const field of settingsOf(method, way).filter((one) => isAsked(one, typed))) {
    const last = rows.at(-1);
    if (last?.length === 1 && field.pairWith !== null && last[0]?.name === field.pairWith) last.push(field);
    else rows.push([field]);
  }
  return rows;
}

/** Why a value cannot be right, as far as the browser can tell; the server says the rest. */
export function problemOf(field: FormField, value: string): string | null {
  const text = value.trim();
  if (text === '') return field.required ? `${field.label} is needed.` : null;
  if ([...text].length > field.charactersMax) return `At most ${field.charactersMax} characters.`;
  if (field.kind === 'port' && !(/^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535))
    return 'A port is a number from 1 to 65535.';
  if (field.kind === 'number' && !Number.isFinite(Number(text))) return `${field.label} is a number.`;
  if (field.pattern && !new RegExp(field.pattern.source, 'u').test(text)) return field.pattern.message;
  return null;
}

/**
 * What was typed, apart: settings as a whole, secrets only where something was typed. `kept` names saved secrets that
 * stay as they are; nothing of them is sent.
 */
export function inputOf(
  method: Method,
  typed: Readonly<Record<string, string>>,
  kept: ReadonlySet<string>,
  way: Way | null = null,
) {
  const settings: Record<string, string> = {};
  const secret: Record<string, string> = {};
  const fields = [...settingsOf(method, way), ...(way === null ? [] : fieldsOfWay(method, way))];
  for (const field of fields.filter((one) => isAsked(one, typed))) {
    const value = typed[field.name] ?? '';
    if (!field.secret) settings[field.name] = value;
    else if (value !== '' && !kept.has(field.name)) secret[field.name] = value;
  }
  return { settings, secret };
}

/** Words between blanks or commas, each once. */
export const scopesOf = (text: string): string[] => [...new Set(text.split(/[\s,]+/).filter(Boolean))];

/** An app for what one connects: chosen, else the first for the same environment, else the first. */
export const chosenApp = <A extends { readonly id: string; readonly environment: string }>(
  apps: readonly A[],
  { appId, environment }: Pick<FormValues, 'appId' | 'environment'>,
): A | undefined =>
  apps.find((app) => app.id === appId) ?? apps.find((app) => app.environment === environment) ?? apps[0];

/** Whether there is nothing left that the browser itself would object to. */
export function isComplete(method: Method, values: FormValues): boolean {
  if (values.name.trim() === '') return false;
  const { way, fields } = values;
  const asked = [...settingsOf(method, way), ...fieldsOfWay(method, way)].filter((one) => isAsked(one, fields));
  return asked.every((field) => problemOf(field, fields[field.name] ?? '') === null);
}

/** The day an expiry falls on, UTC, as a date field has it. */
export const dateText = (at: number | null): string => (at === null ? '' : new Date(at).toISOString().slice(0, 10));

/** The last second of the day that was chosen; an expiry whose day was left alone keeps its hour. */
export function expiryOf(expiresOn: string, saved: number | null): number | null {
  if (expiresOn === dateText(saved)) return saved;
  const at = Date.parse(`${expiresOn}T00:00:00Z`);
  return Number.isNaN(at) ? null : at + dayMs - secondMs;
}

/** A day that is over is refused only where it was newly chosen. */
export function expiryProblem(expiresOn: string, saved: number | null, now: number): string | null {
  const at = expiryOf(expiresOn, saved);
  return at !== null && at !== saved && at < now ? 'This day is over.' : null;
}

export interface Difference {
  readonly term: string;
  readonly newest: string;
  readonly mine: string;
  readonly hasChanged: boolean;
}

/** Newest and typed side by side, without any secret. */
export function differencesOf(app: AppForm, newest: CredentialDetail, mine: FormValues): Difference[] {
  const theirs = savedValues(app, newest);
  const pairs: [string, string, string][] = [
    ['Name', theirs.name, mine.name],
    ['Environment', theirs.environment, mine.environment],
    ['Expires', theirs.expiresOn, mine.expiresOn],
    ...(findMethod(app, newest.authType)?.fields ?? [])
      .filter((field) => !field.secret)
      .map((field): [string, string, string] => [
        field.label,
        settingWords(field, theirs.fields[field.name]),
        settingWords(field, mine.fields[field.name]),
      ]),
  ];
  return pairs
    .filter(([, there, here]) => there !== '' || here !== '')
    .map(([term, there, here]) => ({ term, newest: there, mine: here, hasChanged: there !== here }));
}

/** A setting as a person reads it: the label of a choice, not its value. */
export function settingWords(field: FormField, value: Settings[string] | undefined): string {
  const text = value === undefined ? '' : String(value);
  return field.options?.find((option) => option.value === text)?.label ?? text;
}
