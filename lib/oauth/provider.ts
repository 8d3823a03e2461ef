import type { Settings } from '#lib/catalog/input.ts';
import type { OauthMethod } from '#lib/catalog/oauth-schema.ts';
import { findMethod, type Manifest } from '#lib/catalog/schema.ts';
import { fillUrl, namesIn } from '#lib/catalog/template.ts';
import { dayMs, secondMs } from '#lib/clock.ts';
import { AppError } from '#lib/errors.ts';
import { audienceOf } from '#lib/outbound/target.ts';
import type { Provider } from './schema.ts';

const daySeconds = dayMs / secondMs;

/** What an OAuth app adds to its component's manifest. Null: as the manifest says. */
export interface AppRules {
  readonly settings: Settings;
  readonly lifeSeconds: number | null;
  readonly graceSeconds: number | null;
}

/**
 * The authorization server of a component, as one OAuth app uses it.
 * @throws INPUT_INVALID when the component has no OAuth method, or the app does not say where the token endpoint is
 */
export function providerOf(component: Manifest, app: AppRules): Provider {
  const oauth = findMethod(component, 'oauth2')?.oauth;
  if (!oauth) throw new AppError('INPUT_INVALID', `${component.name} is not connected with OAuth.`);
  const settings = withDefaults(oauth, app.settings);
  const tokenUrl = filled(oauth.tokenUrl, settings);
  if (tokenUrl === null) {
    throw new AppError('INPUT_INVALID', `The OAuth app does not say where ${component.name} gives tokens.`);
  }
  const { lifeSeconds, refresh } = oauth;
  return {
    app: component.name,
    issuer: filled(oauth.issuer, settings),
    authorizationUrl: filled(oauth.authorizationUrl, settings),
    tokenUrl,
    revocationUrl: filled(oauth.revocationUrl, settings),
    revoke: oauth.revoke,
    grants: oauth.grants,
    clientAuth: clientAuthOf(oauth, settings),
    tokenBody: oauth.tokenBody,
    headers: oauth.headers,
    pkce: oauth.pkce,
    scopes: oauth.scopes,
    authorizeParams: oauth.authorizeParams,
    lifeSeconds: app.lifeSeconds ?? lifeSeconds,
    refresh: {
      rotates: refresh.rotates,
      graceSeconds: app.graceSeconds ?? refresh.graceSeconds,
      lifeSeconds: refresh.lifeDays === undefined ? null : Math.round(refresh.lifeDays * daySeconds),
    },
    fromCallback: oauth.fromCallback,
    fromToken: oauth.fromToken,
  };
}

/** What `{clientId}` and `{token}` of a revocation endpoint stay as, until there is one. */
const later = { clientId: '{clientId}', token: '{token}' };

function withDefaults(oauth: OauthMethod, settings: Settings): Settings {
  const defaults = oauth.appFields.flatMap(({ name, default: value }) => (value === undefined ? [] : [[name, value]]));
  return { ...Object.fromEntries(defaults), ...settings };
}

/** Null where a template is nothing but a field that was left empty. */
function filled(template: string | undefined, settings: Settings): string | null {
  if (template === undefined) return null;
  const isOneField = /^\{\+[A-Za-z0-9]+\}$/.test(template);
  if (isOneField && !namesIn(template).every((name) => settings[name])) return null;
  const url = fillUrl(template, { ...settings, ...later });
  return url
    .replaceAll(encodeURIComponent(later.clientId), later.clientId)
    .replaceAll(encodeURIComponent(later.token), later.token);
}

function clientAuthOf({ clientAuth }: OauthMethod, settings: Settings): Provider['clientAuth'] {
  if (typeof clientAuth === 'string') return clientAuth;
  return settings[clientAuth.field] === 'client_secret_post' ? 'client_secret_post' : 'client_secret_basic';
}

/**
 * Where a client secret and the tokens of a provider go beside its API: origins of its token and revocation endpoints.
 * @throws OUT-101 for an endpoint that may not be called
 */
export function tokenAudienceOf(provider: Pick<Provider, 'tokenUrl' | 'revocationUrl'>): readonly string[] {
  const urls = [provider.tokenUrl, ...(provider.revocationUrl === null ? [] : [provider.revocationUrl])];
  return [...new Set(urls.map(audienceOf))];
}
