import type { Field } from '#lib/catalog/field-schema.ts';
import type { Settings } from '#lib/catalog/input.ts';
import type { AuthMethod } from '#lib/catalog/schema.ts';
import { unifiedApis, type ConnectorField, type UnifiedApi } from './schema.ts';

/** Services that are part of a component: the same sign-in, the same hosts. */
const parts: Readonly<Record<string, string>> = {
  gmail: 'google',
  'google-calendar': 'google',
  'google-contacts': 'google',
  'google-drive': 'google',
  'google-sheets': 'google',
  'google-workspace': 'google',
  'microsoft-outlook': 'microsoft',
  'microsoft-teams': 'microsoft',
  onedrive: 'microsoft',
  outlook: 'microsoft',
  postgresql: 'postgres',
  sharepoint: 'microsoft',
  'zoho-crm': 'zoho',
};

/** The family a component is offered in. In another one it is taken as it comes. */
const families: Readonly<Record<string, UnifiedApi>> = {
  airtable: 'spreadsheet',
  github: 'issue-tracking',
  google: 'file-storage',
  hubspot: 'crm',
  intercom: 'customer-support',
  jira: 'issue-tracking',
  mailchimp: 'email-marketing',
  microsoft: 'file-storage',
  mysql: 'data-warehouse',
  notion: 'project-management',
  postgres: 'data-warehouse',
  quickbooks: 'accounting',
  redis: 'data-warehouse',
  salesforce: 'crm',
  sendgrid: 'transactional-email',
  slack: 'team-messaging',
  smtp: 'transactional-email',
  stripe: 'ecommerce',
  twilio: 'sms',
  xero: 'accounting',
  zendesk: 'customer-support',
  zoho: 'crm',
};

/** Which component a service is, by its name in small letters. */
export const componentIdOf = (serviceId: string): string =>
  Object.hasOwn(parts, serviceId) ? (parts[serviceId] ?? serviceId) : serviceId;

export const familyOf = (component: string): UnifiedApi =>
  (Object.hasOwn(families, component) ? families[component] : undefined) ?? 'script';

export const isUnifiedApi = (text: string): text is UnifiedApi => unifiedApis.some((one) => one === text);

export const connectionKeyOf = (unifiedApi: string, serviceId: string): string => `${unifiedApi}+${serviceId}`;

/** `apiKey` → `api_key`: how these names are spelled outside. */
export const outerName = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** What people fill in; of OAuth without what a sign-in brings. */
export const ownFieldsOf = (method: AuthMethod): readonly Field[] => method.fields.filter((field) => !field.managed);

export const connectorFieldOf = (field: Field, isDerived: boolean, settings: Settings): ConnectorField => ({
  id: outerName(field.name),
  label: field.label,
  kind: field.kind,
  isRequired: field.required && !isDerived && field.default === undefined && !field.when,
  isSecret: field.secret,
  placeholder: field.placeholder ?? null,
  hint: field.hint ?? null,
  options: field.options?.map(({ value, label }) => ({ value, label })) ?? null,
  value: field.secret ? null : (settings[field.name] ?? field.default ?? null),
});

const plain = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');

/** How else fields are called elsewhere, each with the fields it may mean, the likeliest first. */
const synonyms: Readonly<Record<string, readonly string[]>> = {
  user: ['username', 'user', 'email', 'accountSid'],
  username: ['username', 'user', 'email', 'accountSid'],
  login: ['username', 'user', 'email'],
  email: ['email', 'username', 'user'],
  password: ['password', 'apiToken', 'authToken'],
  key: ['apiKey', 'token', 'apiToken'],
  apikey: ['apiKey', 'token', 'apiToken'],
  token: ['token', 'apiKey', 'apiToken'],
  accesstoken: ['token', 'apiKey', 'apiToken'],
  apitoken: ['apiToken', 'token', 'apiKey'],
  url: ['baseUrl', 'instanceUrl'],
  subdomain: ['subdomain', 'site'],
};

/** Settings that were sent, by the names of the manifest. */
export interface NamedSettings {
  readonly settings: Readonly<Record<string, unknown>>;
  readonly secret: Readonly<Record<string, unknown>>;
  /** Names that mean no field here. */
  readonly unknown: readonly string[];
}

/** Exact names first, then other spellings of them, then other words for them. */
export function nameSettings(method: AuthMethod, given: Readonly<Record<string, unknown>>): NamedSettings {
  const fields = ownFieldsOf(method);
  const found = new Map<Field, unknown>();
  let keys = Object.keys(given);
  const meanings: readonly ((key: string) => Field | undefined)[] = [
    (key) => fields.find((field) => field.name === key),
    (key) => fields.find((field) => plain(field.name) === plain(key)),
    (key) => {
      const words = Object.hasOwn(synonyms, plain(key)) ? (synonyms[plain(key)] ?? []) : [];
      return words.flatMap((word) => fields.filter(({ name }) => name === word)).find((field) => !found.has(field));
    },
  ];
  for (const meaningOf of meanings)
    keys = keys.filter((key) => {
      const field = meaningOf(key);
      if (!field || found.has(field)) return true;
      found.set(field, given[key]);
      return false;
    });
  const settings = [...found].filter(([field]) => !field.secret);
  // A form sends a secret that was not typed anew as nothing.
  const secret = [...found].filter(([field, value]) => field.secret && value !== null && value !== '');
  const byName = (entries: readonly (readonly [Field, unknown])[]) =>
    Object.fromEntries(entries.map(([field, value]) => [field.name, value]));
  return { settings: byName(settings), secret: byName(secret), unknown: keys };
}
