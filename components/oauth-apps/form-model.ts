import { fieldProblems } from '#components/credentials/refusals.ts';
import type { AppFormField, OauthAppDetail, OauthComponent } from '#lib/oauth-apps/schema.ts';
import type { Refusal } from '#lib/result.ts';

/** Rules of the form of an OAuth app: what it begins with, what it sends, where a refusal belongs. No markup here. */
export interface AppValues {
  name: string;
  environment: string;
  clientId: string;
  clientSecret: string;
  /** A client without a secret. */
  isPublic: boolean;
  /** What the manifest asks for, by the name of the field. */
  fields: Record<string, string>;
  scopes: string[];
  /** Typed, and not yet in the list. */
  newScopes: string;
  /** `prompt=consent`, one a line. */
  params: string;
  /** Empty: as the manifest says. */
  lifeSeconds: string;
  graceSeconds: string;
}

export function emptyValues(component: OauthComponent, environment: string): AppValues {
  return {
    name: '',
    environment,
    clientId: '',
    clientSecret: '',
    isPublic: false,
    fields: Object.fromEntries(component.fields.map((field) => [field.name, field.defaultValue])),
    scopes: [...component.scopes.default],
    newScopes: '',
    params: '',
    lifeSeconds: '',
    graceSeconds: '',
  };
}

export function savedValues(component: OauthComponent, saved: OauthAppDetail): AppValues {
  const valueOf = ({ name }: AppFormField) => [name, String(saved.settings[name] ?? '')];
  return {
    name: saved.name,
    environment: saved.environment,
    clientId: saved.clientId,
    clientSecret: '',
    isPublic: saved.secretSavedAt === null,
    fields: Object.fromEntries(component.fields.map(valueOf)),
    scopes: [...saved.scopes],
    newScopes: '',
    params: Object.entries(saved.params)
      .map(([name, value]) => `${name}=${value}`)
      .join('\n'),
    lifeSeconds: numberText(saved.lifeSeconds),
    graceSeconds: numberText(saved.graceSeconds),
  };
}

/** What is sent beside the client secret, which a form may leave alone. */
export const factsOf = (values: AppValues) => ({
  name: values.name,
  environment: values.environment,
  clientId: values.clientId,
  settings: values.fields,
  scopes: withScopes(values.scopes, values.newScopes),
  params: paramsOf(values.params),
  lifeSeconds: numberOf(values.lifeSeconds),
  graceSeconds: numberOf(values.graceSeconds),
});

/** A list with what was typed behind it: blanks, commas and line ends divide scopes; none is there twice. */
export const withScopes = (scopes: readonly string[], typed: string): string[] => [
  ...new Set([...scopes, ...typed.split(/[\s,]+/).filter(Boolean)]),
];

export function paramsOf(text: string): Record<string, string> {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return Object.fromEntries(lines.map(pairOf));
}

function pairOf(line: string): [string, string] {
  const at = line.indexOf('=');
  return at < 0 ? [line.trim(), ''] : [line.slice(0, at).trim(), line.slice(at + 1).trim()];
}

export function paramsProblem(text: string): string | null {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  if (lines.some((line) => !line.includes('='))) return 'One a line: a name, =, and its value.';
  const names = lines.map((line) => pairOf(line)[0]);
  return new Set(names).size < names.length ? 'A parameter is there twice.' : null;
}

export const wholeProblem = (text: string): string | null =>
  /^\s*\d{0,10}\s*$/.test(text) ? null : 'A whole number of seconds.';

const numberOf = (text: string): number | null => (text.trim() === '' ? null : Number(text));
const numberText = (value: number | null): string => (value === null ? '' : String(value));

export const isAsked = (field: AppFormField, typed: Readonly<Record<string, string>>): boolean =>
  field.when === null || field.when.is.includes(typed[field.when.field] ?? '');

const own = [
  'name',
  'environment',
  'clientId',
  'clientSecret',
  'scopes',
  'params',
  'lifeSeconds',
  'graceSeconds',
] as const;
export type AppPath = (typeof own)[number] | `fields.${string}`;

export interface Problem {
  readonly path: AppPath;
  readonly message: string;
}

/**
 * What has to be there and is not: said when the form is sent. Said on leaving a field it would move the button that was
 * just pressed.
 */
export function missingOf(values: AppValues, component: OauthComponent, needsSecret: boolean): Problem[] {
  const asked = component.fields.filter((field) => field.required && isAsked(field, values.fields));
  const needed: readonly (readonly [AppPath, string, string | undefined])[] = [
    ['name', 'A name', values.name],
    ...asked.map((field) => [`fields.${field.name}`, field.label, values.fields[field.name]] as const),
    ['clientId', 'A client id', values.clientId],
    ...(needsSecret ? [['clientSecret', 'A client secret', values.clientSecret] as const] : []),
  ];
  return needed
    .filter(([, , value]) => !value?.trim())
    .map(([path, what]) => ({ path, message: `${what} is needed.` }));
}

/** Where on the form a refusal belongs; empty: below all of it. */
export function problemsOf(refusal: Refusal, component: OauthComponent): Problem[] {
  return fieldProblems(refusal).flatMap(({ path, message }): Problem[] => {
    const name = path.replace(/^fields\./, '');
    const known = own.find((one) => one === name.split('.')[0]);
    if (known) return [{ path: known, message }];
    return component.fields.some((field) => field.name === name) ? [{ path: `fields.${name}`, message }] : [];
  });
}
