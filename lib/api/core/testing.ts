import { and, eq } from 'drizzle-orm';
import { read } from '#db/client.ts';
import { credentials } from '#db/schema/credentials.ts';
import type { Scope } from '#lib/access.ts';
import { createConsumer } from '#lib/consumers/commands.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { listEnvironments } from '#lib/environments/queries.ts';
import { requireKey } from '#lib/gate/key.ts';
import { createUserToken } from '#lib/user-tokens/commands.ts';
import { testKey } from '../testing.ts';

/** A consumer, and a token of theirs. */
export async function testUser(ctx: WorkspaceCtx, externalId: string, scopes?: readonly Scope[]) {
  const { id } = await createConsumer(ctx, { externalId, name: 'Ada', metadata: {}, isTest: false });
  const key = await requireKey(`Bearer ${await testKey(ctx)}`, { requestId: 'req_test', address: '127.0.0.1' });
  const { token } = await createUserToken(key, id, scopes ? { scopes: [...scopes] } : {});
  return { id, token };
}

/** The id of an environment by its title. */
export async function environmentOf(ctx: WorkspaceCtx, component: string, title: string): Promise<string> {
  const found = (await listEnvironments(ctx, component)).find((one) => one.title === title);
  if (!found) throw new Error(`${component} has no ${title}.`);
  return found.id;
}

/** Every credential of the workspace, whole. */
export const rowsOf = (ctx: WorkspaceCtx) =>
  read()
    .select()
    .from(credentials)
    .where(and(eq(credentials.tenantId, ctx.tenantId), eq(credentials.workspaceId, ctx.workspaceId)));
