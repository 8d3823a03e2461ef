import { and, eq } from 'drizzle-orm';
import { transact } from '#db/client.ts';
import { liveImports } from '#db/schema/live-imports.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { holdAt } from './held-runs.ts';

const ofTenant = ({ tenantId }: WorkspaceCtx) =>
  and(eq(liveImports.tenantId, tenantId), eq(liveImports.state, 'running'));

/** Stands still as soon as so many lines are done. */
export const hold = (ctx: WorkspaceCtx, done: number): Promise<void> => holdAt(liveImports, ofTenant(ctx), done);

/** Gives it back: the engine program goes on with it. */
export const letGo = (ctx: WorkspaceCtx): Promise<void> =>
  transact(async (tx) => {
    await tx.update(liveImports).set({ leasedUntil: null }).where(eq(liveImports.tenantId, ctx.tenantId));
  });
