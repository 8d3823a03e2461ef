import { beforeEach } from 'vitest';
import { eq } from 'drizzle-orm';
import { read, transact } from '#db/client.ts';
import { duringTests } from '#db/during/testing.ts';
import { connects } from '#db/schema/oauth.ts';
import { signIn } from '#e2e/fakes/oauth/browser.ts';
import type { OauthServer } from '#e2e/fakes/oauth-server.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { addApp, startProvider } from '#lib/grants/testing.ts';
import { finishConnect, startConnect } from './commands.ts';
import type { ConnectDto, StartInput } from './schema.ts';

/** The authorization server and the database of a test file, begun with it and ended with it. */
export function testServer(start: () => Promise<OauthServer> = startProvider): () => OauthServer {
  const server = duringTests(start, (one) => one.stop());
  beforeEach(() => server().reset());
  return server;
}

/** The same, and a tenant with an app there. */
export function testConnects() {
  const server = testServer();
  const place = async () => {
    const ctx = inSession(await testWorkspace());
    return { ctx, appId: await appAt(ctx, server()) };
  };
  return { server, place };
}

/** The tenant's client there. */
export async function appAt(ctx: WorkspaceCtx, server: OauthServer, name = 'Orders, production'): Promise<string> {
  return (await addApp(ctx, server, { name, scopes: ['openid', 'read', 'write'], params: {} })).id;
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

export const connectsOf = (ctx: WorkspaceCtx) =>
  read().select().from(connects).where(eq(connects.tenantId, ctx.tenantId));

/** As if the ten minutes of every sign-in under way were over. */
export const age = (ctx: WorkspaceCtx) =>
  transact(async (tx) => {
    await tx.update(connects).set({ expiresAt: 1 }).where(eq(connects.tenantId, ctx.tenantId));
  });
