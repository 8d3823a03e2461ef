import { signIn } from '#e2e/fakes/oauth/browser.ts';
import { startOauthServer, type OauthServer } from '#e2e/fakes/oauth-server.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { createOauthApp } from '#lib/oauth-apps/commands.ts';
import { appInput } from '#lib/oauth-apps/testing.ts';
import { finishConnect, startConnect } from './commands.ts';
import type { ConnectDto, StartInput } from './schema.ts';

/** An authorization server of this test's own, which the operator allows. */
export async function startProvider(): Promise<OauthServer> {
  const server = await startOauthServer();
  const lines = [process.env['OUTBOUND_ALLOW'], server.allow].filter(Boolean);
  process.env['OUTBOUND_ALLOW'] = lines.join(',');
  return server;
}

/** The tenant's client there. */
export async function appAt(ctx: WorkspaceCtx, server: OauthServer, name = 'Orders, production'): Promise<string> {
  const { authorizationUrl, tokenUrl, revocationUrl, clients, behaviour } = server;
  const input = appInput({
    name,
    clientId: clients.web,
    clientSecret: behaviour.clientSecret,
    settings: { authorizationUrl, tokenUrl, revocationUrl },
    scopes: ['openid', 'read', 'write'],
    params: {},
  });
  return (await createOauthApp(ctx, input)).id;
}

/** The same person in a browser session: what is connected belongs to one. */
export const inSession = (ctx: WorkspaceCtx, sessionId = 'ses_of_this_browser'): WorkspaceCtx => ({
  ...ctx,
  sessionId,
});

export const startInput = (server: OauthServer, appId: string, change: Partial<StartInput> = {}): StartInput => ({
  appId,
  name: 'Orders API',
  environment: 'production',
  settings: { baseUrl: server.issuer, testPath: '/me-api' },
  scopes: ['openid', 'read', 'write'],
  ...change,
});

/** The query a provider sends back, after somebody has signed in there and agreed. */
export const queryOf = async (url: string, person: Parameters<typeof signIn>[1]): Promise<string> =>
  (await signIn(url, person)).search;

/** A sign-in up to the person's word. */
export async function upToConfirm(
  ctx: WorkspaceCtx,
  input: StartInput,
  login = 'ada',
): Promise<{ readonly id: string; readonly connect: ConnectDto }> {
  const { id, url } = await startConnect(ctx, input);
  return { id, connect: await finishConnect(ctx, { query: await queryOf(url, { login }) }) };
}
