import { getComponent } from '#lib/catalog/catalog.ts';
import { audienceOf } from '#lib/catalog/input.ts';
import type { GrantType } from '#lib/catalog/oauth-schema.ts';
import { systemClock } from '#lib/clock.ts';
import { insertCredential, proven, refuseTakenName, saveVersion, type Row } from '#lib/credentials/commands.ts';
import { authoriseAddress, keepsSecret, pickDraft, type Draft } from '#lib/credentials/model.ts';
import { requireRow } from '#lib/credentials/queries.ts';
import type { SavedDto, Settings } from '#lib/credentials/schema.ts';
import { authorise, type WorkspaceCtx } from '#lib/ctx.ts';
import { env } from '#lib/env.ts';
import { AppError } from '#lib/errors.ts';
import { describeGrant } from '#lib/grants/queries.ts';
import { openOauthApp, type OpenedOauthApp } from '#lib/oauth-apps/queries.ts';
import { scopesAsked } from '#lib/oauth/authorization.ts';
import { revokeToken, tokenToRevoke } from '#lib/oauth/revocation.ts';
import type { OauthDeps, RevokeAnswer, TokenAnswer, Tokens } from '#lib/oauth/schema.ts';
import { requestToken } from '#lib/oauth/tokens.ts';
import { createOutbound } from '#lib/outbound/connector.ts';
import { openVersion } from '#lib/versions/queries.ts';
import { draftOfSecret, draftOfTokens, oauthMethodOf, readTyped } from './model.ts';
import type { RenewInput, TokensInput } from './schema.ts';

/** A person waits for it. */
const timeoutMs = 20_000;

/** A client secret goes to the endpoints it was typed for, and nowhere else. */
export const askingAt = (app: { readonly audience: readonly string[] }): OauthDeps => ({
  outbound: createOutbound({ allow: env.outboundAllow }),
  audience: app.audience,
  clock: systemClock,
  timeoutMs,
});

/** Tokens and what is odd about them, or OAU-205 with what the provider said in our words. */
export function tokensOf(answer: TokenAnswer): { tokens: Tokens; warnings: readonly string[] } {
  if (answer.ok) return answer;
  const { message, fix, code } = answer.failure;
  throw new AppError('OAU-205', message, { fix, code });
}

/** A credential from tokens that need no browser: the provider gives them at once, or a person has them. Proved, then kept. */
export async function createWithTokens(ctx: WorkspaceCtx, input: TokensInput): Promise<SavedDto> {
  authorise(ctx, 'credential.create');
  const opened = await openOauthApp(ctx, input.appId);
  const { component } = opened.app;
  const typed = readTyped(oauthMethodOf(getComponent(component)), input.settings);
  if (input.way !== 'pasted')
    authoriseAddress(ctx, { component, authType: 'oauth2', settings: { ...typed, grantType: input.way } });
  await refuseTakenName(ctx, component, input.name);
  const draft = await draftOf(opened, typed, input);
  const result = await proven(ctx, draft, input.acceptUntested);
  const { name, environment } = input;
  const facts = { component, authType: 'oauth2', name, environment, expiresAt: null } as const;
  return insertCredential(ctx, facts, draft, result, input.way === 'pasted' ? 'created' : 'connected');
}

/** What the provider is asked with: of a new credential as it was typed, of one that is there as it is known. */
type Asking =
  | { readonly way: 'client_credentials'; readonly scopes: readonly string[] }
  | {
      readonly way: 'password';
      readonly scopes: readonly string[];
      readonly username: string;
      readonly password: string;
    };

async function draftOf(opened: OpenedOauthApp, typed: Settings, input: TokensInput): Promise<Draft> {
  if (input.way !== 'pasted') return requested(opened, typed, input);
  const { scopes } = input;
  // A field that was left empty is not there.
  const secret = Object.fromEntries(Object.entries(input.secret).filter(([, text]) => text.trim() !== ''));
  return draftOfSecret({ ...signInAt(opened), typed, grantType: 'authorization_code', scopes, secret });
}

async function requested(opened: OpenedOauthApp, typed: Settings, asking: Asking): Promise<Draft> {
  const { provider, client, app } = opened;
  const asked = scopesAsked(provider, asking.scopes);
  const login = asking.way === 'password' ? { username: asking.username, password: asking.password } : undefined;
  const request = { grantType: asking.way, scopes: asked, ...login };
  const answer = tokensOf(await requestToken(provider, client, request, askingAt(app)));
  return draftOfTokens({ ...signInAt(opened), ...answer, typed, grantType: asking.way, asked, login });
}

const signInAt = ({ app }: OpenedOauthApp) => ({ component: getComponent(app.component), app });

/**
 * New tokens for a credential that needs no browser for them, with everything as it is known: same id, a new version. The
 * dry run decides, as always.
 */
export async function renewTokens(ctx: WorkspaceCtx, { id, settings }: RenewInput): Promise<SavedDto> {
  authorise(ctx, 'credential.update');
  const row = await requireRow(ctx, id);
  const { opened, scopes, grantType } = await appOf(ctx, row);
  const typed = ownSettings(row, settings);
  if (grantType === 'password') refuseElsewhere(row, typed);
  authoriseAddress(ctx, { ...pickDraft(row), settings: { ...typed, grantType } }, row.settings);
  const draft = await requested(opened, typed, await askingAgain(ctx, row, { scopes, grantType }));
  const result = await proven(ctx, draft, true);
  return saveVersion(ctx, row, { ...row, ...draft, reason: 'reconnected' }, result);
}

/** What a saved password gives goes where it was meant to go, as the saved secret of any credential. */
function refuseElsewhere(row: Row, settings: Settings): void {
  const audience = audienceOf(oauthMethodOf(getComponent(row.component)), settings);
  if (keepsSecret({ ...pickDraft(row), settings, audience }, row)) return;
  throw new AppError(
    'SECRET_REQUIRED',
    `The saved password of ${row.name} is for the address it was typed for. For another one, create a credential and type it there.`,
    { fields: ['password'], destination: audience.join(', ') },
  );
}

async function askingAgain(
  ctx: WorkspaceCtx,
  row: Row,
  { scopes, grantType }: { scopes: readonly string[]; grantType: GrantType },
): Promise<Asking> {
  if (grantType === 'client_credentials') return { way: grantType, scopes };
  if (grantType === 'authorization_code')
    throw new AppError('STATE_INVALID', `${row.name} is connected again by the person whose account it is.`);
  const { secret, settings } = await openVersion(ctx, row.id, row.version);
  return { way: grantType, scopes, username: String(settings['username'] ?? ''), password: secret['password'] ?? '' };
}

/** What a person typed of it, or types now; the sign-in brings the rest anew. */
export function ownSettings(row: Pick<Row, 'component' | 'settings'>, typed?: Settings): Settings {
  const method = oauthMethodOf(getComponent(row.component));
  if (typed) return readTyped(method, typed);
  const names = new Set(method.fields.filter((field) => !field.managed).map((field) => field.name));
  return Object.fromEntries(Object.entries(row.settings).filter(([name]) => names.has(name)));
}

/** The OAuth app a credential was connected with, and the scopes that were asked for then. OAU-101 where it is not here. */
export async function appOf(
  ctx: WorkspaceCtx,
  row: Pick<Row, 'id' | 'name' | 'component' | 'authType'>,
): Promise<{ opened: OpenedOauthApp; scopes: readonly string[]; grantType: GrantType }> {
  if (row.authType !== 'oauth2') throw new AppError('STATE_INVALID', `${row.name} was not connected by OAuth.`);
  const grant = await describeGrant(ctx, row.id);
  const app = getComponent(row.component).name;
  if (!grant?.appId)
    throw new AppError(
      'OAU-101',
      `No OAuth app of ${app} here has the client id that ${row.name} was connected with. Add it under Settings, OAuth apps.`,
      { clientId: grant?.clientId ?? null },
    );
  const opened = await openOauthApp(ctx, grant.appId);
  const { grantType, scopesAsked: before } = grant;
  return { opened, scopes: before.length > 0 ? before : opened.app.scopes, grantType };
}

/**
 * Asks the provider to end a grant (RFC 7009). Never throws for what the other side does.
 * @param tokens of a credential: its refresh token goes, or where there is none its access token; both of them nowhere
 *   but to their audience, whatever the OAuth app says by now
 * @returns null where the provider has no address for it
 */
export async function revokeGrant(
  { provider, client, app }: OpenedOauthApp,
  tokens: Pick<Draft, 'secret' | 'audience'>,
): Promise<RevokeAnswer | null> {
  const { accessToken = '', refreshToken = null } = tokens.secret;
  const given = tokenToRevoke(provider, { accessToken, refreshToken });
  if (given === null || given.token === '') return null;
  const audience = app.audience.filter((one) => tokens.audience.includes(one));
  return revokeToken(provider, client, given, askingAt({ audience }));
}
