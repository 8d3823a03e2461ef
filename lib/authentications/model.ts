import type { AuthType, Settings } from '#db/schema/credentials.ts';
import { findComponent } from '#lib/catalog/catalog.ts';
import { findMethod } from '#lib/catalog/schema.ts';
import { secondMs } from '#lib/clock.ts';
import { outerName, ownFieldsOf } from '#lib/connectors/model.ts';
import { readDraft, type Draft } from '#lib/credentials/model.ts';
import { partOf, type Environment, type Part } from '#lib/environments/model.ts';
import type { Values } from '#lib/environments/schema.ts';
import { timeText } from '#lib/grant-rows/model.ts';
import { nameCharactersMax } from '#lib/names.ts';
import { draftOfSecret } from '#lib/tokens/model.ts';

/** The OAuth app as far as its tokens need it. */
export interface AppPlace {
  readonly clientId: string;
  readonly audience: readonly string[];
}

interface Given {
  readonly environment: Environment;
  /** Of the environment's OAuth app, or of the one app that is the client the tokens were given to. */
  readonly app: AppPlace | null;
  readonly values: Values;
  readonly scopes: readonly string[];
  readonly now: number;
}

/** What was given, as a credential. INPUT_INVALID where the manifest does not take it. */
export function draftOf(given: Given): Draft {
  const { environment, app, values, scopes } = given;
  const { component, method } = environment;
  const own = { component: component.id, authType: method.type };
  const parts = partsOf(given);
  if (!method.oauth) return readDraft({ ...own, ...parts });
  const secret = { ...parts.secret, ...tokensOf(given) };
  const [grantType = 'authorization_code'] = method.oauth.grants;
  const hints = { scopesAsked: scopes, scopesGranted: grantedOf(values) };
  if (app) {
    const draft = draftOfSecret({ component, app, grantType, typed: parts.settings, scopes, secret });
    return { ...draft, hints };
  }
  const scope = scopes.join(' ');
  const clientId = textOf(values['client_id']);
  const settings = { ...parts.settings, grantType, ...(scope && { scope }), ...(clientId && { clientId }) };
  return { ...readDraft({ ...own, settings, secret }), hints };
}

function partsOf({ environment: { method }, values }: Given) {
  const settings: Record<string, string | number | boolean> = {};
  const secret: Record<string, string> = {};
  for (const field of ownFieldsOf(method)) {
    const value = values[outerName(field.name)];
    if (typeof value !== 'string' && typeof value !== 'number') continue;
    if (field.secret) secret[field.name] = String(value);
    else settings[field.name] = value;
  }
  return { settings, secret };
}

/** Seconds are from now on: these clients say no time of issue. What they leave out is not known. */
function tokensOf({ environment, values, now }: Given): Record<string, string> {
  const isEndless = environment.method.oauth?.lifeSeconds === null;
  const ends = (name: string) => {
    const seconds = values[name];
    // Providers whose tokens have no end say 0.
    if (seconds === 0 && isEndless) return timeText(null);
    return typeof seconds === 'number' ? timeText(now + seconds * secondMs) : undefined;
  };
  const tokens = {
    accessToken: textOf(values['access_token']),
    refreshToken: textOf(values['refresh_token']),
    expiresAt: ends('expires_in'),
    refreshExpiresAt: ends('refresh_token_expires_in'),
  };
  return Object.fromEntries(Object.entries(tokens).filter((entry): entry is [string, string] => Boolean(entry[1])));
}

const grantedOf = (values: Values): string[] | null =>
  textOf(values['scope'])
    ?.split(/[\s,]+/)
    .filter(Boolean) ?? null;

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

interface Of {
  readonly component: string;
  readonly authType: AuthType;
}

interface Opened {
  readonly settings: Settings;
  readonly secret: Readonly<Record<string, string>>;
}

/** What people fill in of one part, under the names it is given by: without what the product keeps of tokens. */
function valuesOf({ component: id, authType }: Of, wanted: Part, { settings, secret }: Opened): Values {
  const component = findComponent(id);
  if (!component || 'broken' in component) return {};
  const method = findMethod(component, authType);
  if (!method) return {};
  const own = ownFieldsOf(method).filter((field) => partOf({ component, method }, field) === wanted);
  const values = own.map((field) => [outerName(field.name), (field.secret ? secret : settings)[field.name]] as const);
  return Object.fromEntries(values.filter(([, value]) => value !== undefined));
}

/** What is public of a credential, as it is given. */
export const userDataOf = (of: Of, settings: Settings): Values => valuesOf(of, 'userData', { settings, secret: {} });

/** What is sealed and what stands beside it, as it is given: the end of a token is in seconds from now. */
export function credentialsOf(of: Of, opened: Opened, expiresAt: number | null, now: number): Values {
  const values = valuesOf(of, 'credentials', opened);
  if (of.authType !== 'oauth2') return values;
  const expiresIn = expiresAt === null ? {} : { expires_in: Math.max(0, Math.floor((expiresAt - now) / secondMs)) };
  return { ...values, access_token: opened.secret['accessToken'], ...expiresIn };
}

/** Names are unique among the credentials of an app: where many end users use one, the owner stands behind it. */
export function ownedName(wanted: string, owner: string): string {
  const plain = owner.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '');
  const suffix = ` (${[...plain].slice(0, nameCharactersMax / 2).join('')})`;
  const base = [...wanted].slice(0, nameCharactersMax - [...suffix].length).join('');
  return base.trimEnd() + suffix;
}
