import { getComponent } from '#lib/catalog/catalog.ts';
import type { Settings } from '#lib/credentials/schema.ts';
import { log } from '#lib/log.ts';
import type { OpenedOauthApp } from '#lib/oauth-apps/queries.ts';
import { readCallback } from '#lib/oauth/authorization.ts';
import { exchangeCode } from '#lib/oauth/tokens.ts';
import { askingAt, revokeGrant, tokensOf } from '#lib/tokens/commands.ts';
import { draftOfTokens, type TokensDraft } from '#lib/tokens/model.ts';
import type { Begun } from './model.ts';
import { hasSibling, type SignIn } from './queries.ts';

/** What the sign-in was for. */
interface Asked {
  readonly component: string;
  readonly settings: Settings;
  readonly scopes: readonly string[];
}

interface Callback extends Begun {
  readonly params: URLSearchParams;
  readonly state: string;
  readonly redirectUri: string;
}

/** What a provider sent a browser back with, exchanged for tokens: a credential that is kept nowhere yet. */
export async function draftOfCallback(
  { component, settings, scopes }: Asked,
  { provider, client, app }: OpenedOauthApp,
  { params, state, ...begun }: Callback,
): Promise<TokensDraft> {
  const callback = readCallback(provider, client.clientId, params, state);
  const answer = await exchangeCode(provider, client, { callback, ...begun }, askingAt(app));
  return draftOfTokens({
    ...tokensOf(answer),
    component: getComponent(component),
    app,
    grantType: 'authorization_code',
    typed: settings,
    told: callback.extra,
    asked: scopes,
  });
}

/**
 * Ends tokens nobody took, as far as their provider does. Some end everything an account has given a client at once: so
 * nothing is revoked where a credential of that client may be the same account's. Best effort, of one answer.
 */
export async function giveBack(
  row: SignIn,
  opened: OpenedOauthApp,
  draft: TokensDraft,
  account: string | null,
): Promise<void> {
  if (await hasSibling(row, account)) return;
  const revoked = await revokeGrant(opened, draft);
  if (revoked && !revoked.ok) log.info({ signIn: row.id, code: revoked.code }, 'token not given back');
}
