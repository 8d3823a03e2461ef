import { and, eq } from 'drizzle-orm';
import { read, transact } from '#db/client.ts';
import { apiKeys } from '#db/schema/api-keys.ts';
import { scopes, type Scope } from '#lib/access.ts';
import { recorder } from '#lib/audit/commands.ts';
import { hourMs } from '#lib/clock.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { newId } from '#lib/ids.ts';
import { createKey, insertKey } from './commands.ts';
import { newApiToken } from './model.ts';

export interface MadeToken {
  readonly id: string;
  readonly token: string;
}

/** A key for a program; left alone it may do everything and has no end. */
export async function makeKey(
  ctx: WorkspaceCtx,
  { name = 'Billing sync', scopes: given = [...scopes], expiresAt = null as number | null } = {},
): Promise<MadeToken> {
  const { key, token } = await createKey(ctx, { name, scopes: given, expiresAt });
  return { id: key.id, token };
}

/** A token of one consumer, with an hour to live, as their own door would make it. */
export async function makeConsumerToken(
  ctx: WorkspaceCtx,
  consumerId: string,
  given: readonly Scope[] = scopes,
): Promise<MadeToken> {
  const token = newApiToken('user');
  const record = await recorder(ctx);
  const row = await transact((tx, now) =>
    insertKey(tx, ctx, now, record, {
      kind: 'user',
      name: 'End user',
      scopes: [...given],
      expiresAt: now + hourMs,
      token,
      consumerId,
    }),
  );
  return { id: row.id, token };
}

const ofKey = (ctx: WorkspaceCtx, id: string) =>
  and(eq(apiKeys.tenantId, ctx.tenantId), eq(apiKeys.workspaceId, ctx.workspaceId), eq(apiKeys.id, id));

/** Changes a row behind the product's back: time that has passed. */
export const changeKey = (ctx: WorkspaceCtx, id: string, set: Partial<typeof apiKeys.$inferInsert>): Promise<void> =>
  transact(async (tx) => {
    await tx.update(apiKeys).set(set).where(ofKey(ctx, id));
  });

/** As it is stored. */
export async function keyRow(ctx: WorkspaceCtx, id: string): Promise<typeof apiKeys.$inferSelect> {
  const [row] = await read().select().from(apiKeys).where(ofKey(ctx, id));
  if (!row) throw new Error(`There is no key ${id}.`);
  return row;
}

const plantedAtOnce = 1_000;

/** A token each that was made with one of these, written as they would stand there; nobody knows them. Answers their ids. */
export async function plantChildren(ctx: WorkspaceCtx, parentIds: readonly string[]): Promise<string[]> {
  const row = await keyRow(ctx, parentIds[0] ?? '');
  const rows = parentIds.map((parentId) => ({
    ...row,
    id: newId('key'),
    tokenHash: newId('key'),
    kind: 'session' as const,
    parentId,
  }));
  for (let at = 0; at < rows.length; at += plantedAtOnce)
    await transact((tx) => tx.insertMany(apiKeys, rows.slice(at, at + plantedAtOnce)));
  return rows.map(({ id }) => id);
}
