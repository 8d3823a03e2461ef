import { getComponent } from '#lib/catalog/catalog.ts';
import { parseSettings } from '#lib/catalog/input.ts';
import { findMethod, type AuthMethod, type Manifest } from '#lib/catalog/schema.ts';
import { env } from '#lib/env.ts';
import { AppError, isAppError } from '#lib/errors.ts';
import { canonicalJson } from '#lib/json.ts';
import { providerOf, tokenAudienceOf } from '#lib/oauth/provider.ts';
import type { Provider } from '#lib/oauth/schema.ts';
import { audienceOf } from '#lib/outbound/target.ts';
import type { Binding } from '#lib/vault/seal.ts';
import type { Settings } from './schema.ts';

/**
 * Where every provider sends people back to: the one address of a tenant that is registered with all of them. Were it that
 * of others too, a provider of theirs could have a code of ours sent to it (RFC 9700, 4.4).
 */
export const redirectUri = (tenantId: string): string => `${env.address}/oauth/callback/${tenantId}`;

/** The same for sign-ins of consumers, who never see this dashboard: registered beside the other. */
export const vaultRedirectUri = (tenantId: string): string => `${env.apiAddress}/vault/callback/${tenantId}`;

export type OauthRules = NonNullable<AuthMethod['oauth']>;

/** How one signs in at a component by OAuth; null where that is not offered. */
export const findRules = (component: Manifest): OauthRules | null => findMethod(component, 'oauth2')?.oauth ?? null;

/** Where a client secret belongs. Saved for another app, another endpoint or another time, it does not open. */
export const bindingOf = (app: {
  readonly tenantId: string;
  readonly id: string;
  readonly secretVersion: number;
  readonly audience: readonly string[];
}): Binding => ({
  tenantId: app.tenantId,
  workspaceId: '',
  credentialId: app.id,
  field: 'client_secret',
  version: app.secretVersion,
  audience: app.audience,
});

/** What the manifest makes of an app's settings. */
export interface ReadApp {
  readonly settings: Settings;
  readonly provider: Provider;
  /** Where its client secret may go: the token endpoint, and where tokens are revoked. */
  readonly audience: readonly string[];
  readonly tokenOrigin: string;
}

interface RawApp {
  readonly component: string;
  readonly settings: Settings;
  readonly lifeSeconds: number | null;
  readonly graceSeconds: number | null;
}

/** Reads what was typed by the manifest. INPUT_INVALID names the fields; NOT_FOUND and CAT-102 speak of the component. */
export function readApp(raw: RawApp): ReadApp {
  const component = getComponent(raw.component);
  const rules = findRules(component);
  if (!rules)
    throw new AppError('INPUT_INVALID', `${component.name} offers no sign-in by OAuth.`, { field: 'component' });
  const shape = { label: component.name, fields: rules.appFields, derive: [] };
  const parsed = parseSettings(shape, { settings: raw.settings, secret: {} });
  if (!parsed.ok) throw refusedFields(parsed.issues);
  const { settings } = parsed;
  const provider = providerOf(component, { ...raw, settings });
  const tokenOrigin = originOf('tokenUrl', provider.tokenUrl);
  if (provider.authorizationUrl) originOf('authorizationUrl', provider.authorizationUrl);
  if (provider.revocationUrl) originOf('revocationUrl', provider.revocationUrl);
  return { settings, provider, audience: tokenAudienceOf(provider).toSorted(), tokenOrigin };
}

interface Issue {
  readonly field: string;
  readonly message: string;
}

const refusedFields = (issues: readonly Issue[]): AppError =>
  new AppError('INPUT_INVALID', issues[0]?.message, {
    fields: issues.map((issue) => issue.field),
    messages: issues.map((issue) => issue.message),
  });

/** An endpoint nothing may be sent to is told at the field it came from. */
function originOf(field: string, url: string): string {
  try {
    return audienceOf(url);
  } catch (error) {
    if (!isAppError(error, 'OUT-101')) throw error;
    throw refusedFields([{ field, message: error.message }]);
  }
}

const sameList = (a: readonly string[], b: readonly string[]): boolean =>
  a.toSorted().join(' ') === b.toSorted().join(' ');

/** Whether a saved client secret may go on being used: same destinations, and nothing that guards its way has changed. */
export function keepsSecret(
  component: string,
  after: Pick<ReadApp, 'settings' | 'audience'>,
  before: Pick<ReadApp, 'settings' | 'audience'>,
): boolean {
  const guards = findRules(getComponent(component))?.appFields.filter((field) => field.guards) ?? [];
  const isGuarded = guards.every((field) => after.settings[field.name] === before.settings[field.name]);
  return isGuarded && sameList(after.audience, before.audience);
}

/** What keeps an app from going: `Sheets, Drive and 3 more were connected with it.` and `Delete them first.` */
export function inUseWords(names: readonly string[], total: number): { readonly why: string; readonly fix: string } {
  const more = total - names.length;
  const listed = more > 0 ? [...names, `${more} more`] : names;
  const all = [listed.slice(0, -1).join(', '), listed.at(-1)].filter(Boolean).join(' and ');
  return total === 1
    ? { why: `${all} was connected with it.`, fix: 'Delete it first.' }
    : { why: `${all} were connected with it.`, fix: 'Delete them first.' };
}

interface Facts {
  readonly name: string;
  readonly environment: string;
  readonly clientId: string;
  readonly settings: Settings;
  readonly tokenOrigin: string;
  readonly scopes: readonly string[];
  readonly params: Readonly<Record<string, string>>;
  readonly lifeSeconds: number | null;
  readonly graceSeconds: number | null;
}

/** For the log: what was changed, in words; values only of what everybody in the tenant may read anyway. */
export function changesOf(before: Facts, after: Facts & { readonly hasNewSecret: boolean }) {
  const differs = (key: keyof Facts) => canonicalJson(before[key]) !== canonicalJson(after[key]);
  const changed = [
    ...(differs('environment') ? ['environment'] : []),
    ...(differs('clientId') ? ['client id'] : []),
    ...(differs('settings') ? ['settings'] : []),
    ...(after.hasNewSecret ? ['client secret'] : []),
    ...(differs('scopes') ? ['scopes'] : []),
    ...(differs('params') ? ['parameters'] : []),
    ...(differs('lifeSeconds') || differs('graceSeconds') ? ['lifetimes'] : []),
  ].join(', ');
  return { ...(differs('name') && { nameBefore: before.name }), ...(changed !== '' && { changed }) };
}
