import { and, eq } from 'drizzle-orm';
import { transact } from '#db/client.ts';
import { importRuns } from '#db/schema/imports.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import type { CredentialItem } from '#lib/bson/item.ts';
import { container, item } from './files.ts';
import { holdAt } from './held-runs.ts';

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

export const hold = (ctx: WorkspaceCtx, done: number): Promise<void> => holdAt(importRuns, ofPlace(ctx), done);

/** What a held run says of itself. */
export const say = (ctx: WorkspaceCtx, set: Partial<typeof importRuns.$inferInsert>): Promise<void> =>
  transact(async (tx) => {
    await tx.update(importRuns).set(set).where(ofPlace(ctx));
  });

/** The engine program takes it up again where its border is. */
export const letGo = (ctx: WorkspaceCtx): Promise<void> => say(ctx, { leasedUntil: 0 });
