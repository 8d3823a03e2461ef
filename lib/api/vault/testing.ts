import { Apideck } from '@apideck/unify';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { read, transact } from '#db/client.ts';
import { credentials } from '#db/schema/credentials.ts';
import { refreshHosts } from '#db/schema/oauth.ts';
import { testServer } from '#lib/connects/testing.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { addApp } from '#lib/grants/testing.ts';
import { ask, startListener, testKey } from '../testing.ts';

/** A workspace of its own as the SDK sees it, and plain requests about its connections. */
export async function testVault(serverURL: string, consumerId = 'user-1') {
  const ctx = await testWorkspace();
  const key = await testKey(ctx);
  const client = new Apideck({ serverURL, apiKey: key, appId: ctx.workspaceId, consumerId });
  const headers = { 'x-apideck-app-id': ctx.workspaceId, 'x-apideck-consumer-id': consumerId };
  const call = (method: string, path: string, body?: unknown, more: Record<string, string> = {}) =>
    ask(method, `/vault/connections${path}`, { key, headers: { ...headers, ...more }, body });
  return { ctx, key, client, connections: client.vault.connections, headers, call };
}

/** A provider of a test file's own, whose failures are forgotten before each test, and vaults of tenants with an app there. */
export function testRefreshes() {
  const provider = testServer();
  let listener: Awaited<ReturnType<typeof startListener>>;
  beforeAll(async () => {
    listener = await startListener();
  });
  beforeEach(async () => {
    Object.assign(provider().behaviour, { failWith: null, retryAfter: null });
    await transact(async (tx) => {
      await tx.delete(refreshHosts);
    });
  });
  afterAll(() => listener.stop());
  const vault = async () => {
    const made = await testVault(listener.origin);
    await addApp(made.ctx, provider());
    return made;
  };
  return { provider, vault };
}

/** Of the one credential there is in a tenant. */
export async function onlyId(ctx: WorkspaceCtx): Promise<string> {
  const rows = await read()
    .select({ id: credentials.id })
    .from(credentials)
    .where(eq(credentials.tenantId, ctx.tenantId));
  if (rows.length !== 1 || !rows[0]) throw new Error(`There are ${rows.length} credentials.`);
  return rows[0].id;
}
