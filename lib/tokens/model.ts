import { parseSettings } from '#lib/catalog/input.ts';
import type { GrantType } from '#lib/catalog/oauth-schema.ts';
import { findMethod, typedPartOf, type AuthMethod, type Manifest } from '#lib/catalog/schema.ts';
import { readDraft, type Draft } from '#lib/credentials/model.ts';
import type { Settings } from '#lib/credentials/schema.ts';
import { AppError } from '#lib/errors.ts';
import type { GrantHints } from '#lib/grant-rows/commands.ts';
import { timeText, warningText } from '#lib/grant-rows/model.ts';
import type { Tokens } from '#lib/oauth/schema.ts';

export type OauthMethod = AuthMethod & { readonly oauth: NonNullable<AuthMethod['oauth']> };

/** How one signs in at a component by OAuth. */
export function oauthMethodOf(component: Manifest): OauthMethod {
  const method = findMethod(component, 'oauth2');
  if (!method?.oauth) throw new AppError('INPUT_INVALID', `${component.name} offers no sign-in by OAuth.`);
  return { ...method, oauth: method.oauth };
}

/** What was typed before the sign-in: no tokens, and what the sign-in itself will say may be left out. */
export function readTyped(method: OauthMethod, typed: Settings): Settings {
  const parsed = parseSettings(typedPartOf(method), { settings: typed, secret: {} });
  if (parsed.ok) return parsed.settings;
  throw new AppError('INPUT_INVALID', parsed.issues[0]?.message, {
    fields: parsed.issues.map((issue) => issue.field),
    messages: parsed.issues.map((issue) => issue.message),
  });
}

export interface SignIn {
  readonly component: Manifest;
  /** The client they were given to, and its endpoints: the tokens may go there too. */
  readonly app: { readonly clientId: string; readonly audience: readonly string[] };
  readonly grantType: GrantType;
  readonly typed: Settings;
  readonly asked: readonly string[];
  readonly tokens: Tokens;
  /** What is odd about the answer, in words. */
  readonly warnings?: readonly string[];
  /** What the provider said of the account in the callback, where a browser was sent there. */
  readonly told?: Settings;
  /** Of the password grant, which asks with it again. */
  readonly login?: { readonly username: string; readonly password: string };
}

/** A credential as an answer of the provider makes it. */
export interface TokensDraft extends Draft {
  readonly authType: 'oauth2';
  readonly hints: GrantHints;
}

/** For its dry run, and to be kept. INPUT_INVALID where the manifest does not take what the provider gave. */
export function draftOfTokens(signIn: SignIn): TokensDraft {
  const { asked, tokens, login, warnings = [] } = signIn;
  const told = { ...signIn.told, ...tokens.extra, ...(login && { username: login.username }) };
  const secret = { ...secretOf(tokens), ...(login && { password: login.password }) };
  const hints = { scopesAsked: asked, scopesGranted: tokens.scopes, warning: warningText(warnings) };
  return { ...draftOfSecret({ ...signIn, told, scopes: tokens.scopes ?? asked, secret }), notices: warnings, hints };
}

interface Given extends Pick<SignIn, 'component' | 'app' | 'grantType' | 'typed' | 'told'> {
  readonly scopes: readonly string[];
  /** By the names of the manifest. */
  readonly secret: Readonly<Record<string, string>>;
}

/** The same of tokens that somebody has already. */
export function draftOfSecret({ component, app, grantType, typed, told, scopes, secret }: Given): TokensDraft {
  const settings = { ...typed, ...told, grantType, clientId: app.clientId, scope: scopes.join(' ') };
  const draft = readDraft({ component: component.id, authType: 'oauth2', settings, secret });
  const audience = [...new Set([...draft.audience, ...app.audience])].toSorted();
  return { ...draft, authType: 'oauth2', audience, hints: { scopesAsked: scopes } };
}

/** The sealed fields of tokens: times are ISO 8601, and a token without an end says so. */
export function secretOf(tokens: Pick<Tokens, 'accessToken' | 'refreshToken' | 'expiresAt' | 'refreshExpiresAt'>) {
  const { accessToken, refreshToken, expiresAt, refreshExpiresAt } = tokens;
  return {
    accessToken,
    ...(refreshToken !== null && { refreshToken }),
    expiresAt: timeText(expiresAt),
    ...(refreshExpiresAt !== null && { refreshExpiresAt: timeText(refreshExpiresAt) }),
  };
}
