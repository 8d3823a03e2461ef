import { expect } from '@playwright/test';
import { and, eq, gte, sql } from 'drizzle-orm';
import { transact } from '#db/client.ts';
import { liveImports } from '#db/schema/live-imports.ts';
import { hourMs } from '#lib/clock.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';

/** Takes the work away from the engine program as soon as so many lines are done, so that what is shown stands still. */
export async function hold(ctx: WorkspaceCtx, done: number): Promise<void> {
  const take = () =>
    transact(async (tx, now) => {
      const held = await tx
        .update(liveImports)
        .set({ leasedUntil: now + hourMs, generation: sql<number>`${liveImports.generation} + 1` })
        .where(
          and(eq(liveImports.tenantId, ctx.tenantId), eq(liveImports.state, 'running'), gte(liveImports.done, done)),
        )
        .returning({ id: liveImports.id });
      return held.length;
    });
  await expect.poll(take, { intervals: [5] }).toBe(1);
}

/** Gives it back: the engine program goes on with it. */
export const letGo = (ctx: WorkspaceCtx): Promise<void> =>
  transact(async (tx) => {
    await tx.update(liveImports).set({ leasedUntil: null }).where(eq(liveImports.tenantId, ctx.tenantId));
  });
