import { and, eq, notInArray } from 'drizzle-orm';
import { read, type ReadDb, type Tx } from '#db/client.ts';
import { importRuns } from '#db/schema/imports.ts';
import type { ReadyUnlock } from '#lib/bson/worker-messages.ts';
import { systemClock } from '#lib/clock.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { notFound } from '#lib/errors.ts';
import { keyring } from '#lib/keys/queries.ts';
import { isStorable } from '#lib/names.ts';
import { open } from '#lib/vault/seal.ts';
import { fileKeyBinding, runDto, type Run } from './model.ts';
import type { RunDto } from './schema.ts';

type Place = Pick<WorkspaceCtx, 'tenantId' | 'workspaceId'>;

export const ofRun = ({ tenantId, workspaceId }: Place, id: string) =>
  and(eq(importRuns.tenantId, tenantId), eq(importRuns.workspaceId, workspaceId), eq(importRuns.id, id));

/** The work on this import, while there is any. */
export async function findRun(ctx: Place, id: string, db: ReadDb | Tx = read()): Promise<Run | null> {
  if (!isStorable(id)) return null;
  const [row] = await db.select().from(importRuns).where(ofRun(ctx, id));
  return row ?? null;
}

export async function requireRun(ctx: Place, id: string, db: ReadDb | Tx = read()): Promise<Run> {
  const run = await findRun(ctx, id, db);
  if (!run) throw notFound('This import');
  return run;
}

/** Runs with work left, of tenants that are not `busy`: somebody's, as long as their lease runs. */
export const isDue = (busy: readonly string[]) =>
  and(eq(importRuns.state, 'due'), busy.length > 0 ? notInArray(importRuns.tenantId, [...busy]) : undefined);

/** Leases run by the clock of the database, so this does not look at them. */
export async function hasDueRuns(busy: readonly string[]): Promise<boolean> {
  const [run] = await read().select({ id: importRuns.id }).from(importRuns).where(isDue(busy)).limit(1);
  return run !== undefined;
}

export async function findRunDto(ctx: Place, id: string): Promise<RunDto | null> {
  const run = await findRun(ctx, id);
  return run && runDto(run, systemClock());
}

/** What opens the file of this run. A secret, for the server alone. */
export async function unlockOf(run: Run): Promise<ReadyUnlock> {
  if (run.fileKey === null) return { kind: 'plain' };
  return { kind: 'fileKey', fileKey: await open(await keyring(), fileKeyBinding(run), run.fileKey) };
}
