import { and, eq, gte, sql } from 'drizzle-orm';
import { transact } from '#db/client.ts';
import { importRuns } from '#db/schema/imports.ts';
import { hourMs } from '#lib/clock.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import type { CredentialItem } from '#lib/bson/item.ts';
import { container, item } from './files.ts';
import { expect } from './test.ts';

/** More than one transaction holds. */
export const many = 700;

/** A file of so many tokens, and what else is given. */
export const largeFile = (others: readonly CredentialItem[] = [], change: Parameters<typeof container>[1] = {}) =>
  container(
    [...Array.from({ length: many }, (_, at) => item(`Store ${at + 1}`, { identifier: `store-${at + 1}` })), ...others],
    change,
  );

const ofPlace = ({ tenantId, workspaceId }: WorkspaceCtx) =>
  and(eq(importRuns.tenantId, tenantId), eq(importRuns.workspaceId, workspaceId), eq(importRuns.state, 'due'));

/**
 * Takes the work away from the engine program as soon as so many items are done with: what people are shown then stands
 * still until it is let go.
 */
export async function hold(ctx: WorkspaceCtx, done: number): Promise<void> {
  const take = () =>
    transact(async (tx, now) => {
      const held = await tx
        .update(importRuns)
        .set({ leasedUntil: now + hourMs, generation: sql<number>`${importRuns.generation} + 1` })
        .where(and(ofPlace(ctx), gte(importRuns.done, done)))
        .returning({ id: importRuns.id });
      return held.length;
    });
  await expect.poll(take, { intervals: [5] }).toBe(1);
}

/** What a held run says of itself. */
export const say = (ctx: WorkspaceCtx, set: Partial<typeof importRuns.$inferInsert>): Promise<void> =>
  transact(async (tx) => {
    await tx.update(importRuns).set(set).where(ofPlace(ctx));
  });

/** The engine program takes it up again where its border is. */
export const letGo = (ctx: WorkspaceCtx): Promise<void> => say(ctx, { leasedUntil: 0 });
