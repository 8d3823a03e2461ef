import { Apideck } from '@apideck/unify';
import { eq } from 'drizzle-orm';
import { read } from '#db/client.ts';
import { credentials } from '#db/schema/credentials.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { ask, testKey } from '../testing.ts';

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

/** Of the one credential there is in a tenant. */
export async function onlyId(ctx: WorkspaceCtx): Promise<string> {
  const rows = await read()
    .select({ id: credentials.id })
    .from(credentials)
    .where(eq(credentials.tenantId, ctx.tenantId));
  if (rows.length !== 1 || !rows[0]) throw new Error(`There are ${rows.length} credentials.`);
  return rows[0].id;
}
