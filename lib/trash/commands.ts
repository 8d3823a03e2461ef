import { and, asc, eq, isNotNull, lte, sql } from 'drizzle-orm';
import { isUniqueViolation, read, transact, type Tx } from '#db/client.ts';
import { credentials } from '#db/schema/credentials.ts';
import { uses } from '#db/schema/flows.ts';
import { log } from '#lib/log.ts';
import { recorder, type Recorder } from '#lib/audit/commands.ts';
import { dayMs } from '#lib/clock.ts';
import { targetOf } from '#lib/credentials/model.ts';
import { freeName, live, ofWorkspace, requireRow } from '#lib/credentials/queries.ts';
import { trashDays } from '#lib/credentials/schema.ts';
import { authorise, may, type WorkspaceCtx } from '#lib/ctx.ts';
import { AppError, notFound } from '#lib/errors.ts';
import { nameKey } from '#lib/names.ts';
import { newIdentifier } from '#lib/ids.ts';
import { resumeGrant, revokeDeleted, type Deleted } from '#lib/revocations/commands.ts';
import type { Revocation } from '#lib/revocations/schema.ts';
import { listActiveFlows } from '#lib/uses/queries.ts';
import type { DeletedDto, RestoredDto } from './schema.ts';

/**
 * Moves credentials to the trash, all of them or none. One that an active flow uses is refused by name. Only what is
 * deleted is then taken back at its app, where that was asked for.
 * @throws AppError CHANGED_MEANWHILE where a revision is named and one of them has another by now
 */
export async function deleteCredentials(
  ctx: WorkspaceCtx,
  ids: readonly string[],
  revoke = false,
  revision: number | null = null,
): Promise<DeletedDto> {
  authorise(ctx, 'credential.delete');
  const record = await recorder(ctx);
  const { rows, restorableUntil } = await transact(async (tx, now) => {
    const deleted: Deleted[] = [];
    for (const id of new Set(ids)) {
      // First whether it is there for whoever asks: who uses another's is none of their business.
      const row = await requireRow(ctx, id, tx);
      if (revision !== null && revision !== row.revision)
        throw new AppError('CHANGED_MEANWHILE', 'Somebody changed this credential meanwhile. Nothing was deleted.', {
          revision: row.revision,
        });
      await refuseInUse(tx, ctx, id);
      await moveToTrash(tx, ctx, now, id, record);
      deleted.push({ id, name: row.name, component: row.component, version: row.version });
    }
    return { rows: deleted, restorableUntil: now + trashDays * dayMs };
  });
  const revocations: Revocation[] = [];
  for (const row of revoke ? rows : []) {
    const revocation = await revokeDeleted(ctx, row);
    if (revocation) revocations.push(revocation);
  }
  return { names: rows.map((row) => row.name), restorableUntil, revocations };
}

/** Part of a command that has seen to it that no active flow uses the credential. */
export async function moveToTrash(tx: Tx, ctx: WorkspaceCtx, now: number, id: string, record: Recorder): Promise<void> {
  const [row] = await tx
    .update(credentials)
    .set({
      deletedAt: now,
      deletedBy: ctx.actor.label,
      verifyDueAt: null,
      revision: sql<number>`${credentials.revision} + 1`,
    })
    .where(and(ofWorkspace(ctx), live, eq(credentials.id, id)))
    .returning({ name: credentials.name });
  if (!row) throw notFound('This credential');
  await record(tx, now, { action: 'credential.deleted', ...targetOf({ id, name: row.name }) });
}

/** Brings credentials back. Where the name is taken by now, the next free one is used. */
export async function restoreCredentials(ctx: WorkspaceCtx, ids: readonly string[]): Promise<RestoredDto[]> {
  authorise(ctx, 'credential.restore');
  const record = await recorder(ctx);
  return transact(async (tx, now) => {
    const restored: RestoredDto[] = [];
    for (const id of new Set(ids)) {
      const row = await requireDeleted(tx, ctx, id);
      const name = await freeName(ctx, row.component, row.name, tx);
      const identifier = await freeIdentifier(tx, ctx, row);
      const connectionKey = await freeConnectionKey(tx, ctx, row);
      await tx
        .update(credentials)
        .set({
          deletedAt: null,
          deletedBy: null,
          name,
          nameKey: nameKey(name),
          identifier,
          connectionKey,
          updatedAt: now,
          revision: row.revision + 1,
        })
        .where(and(ofWorkspace(ctx), eq(credentials.id, id)));
      await resumeGrant(tx, ctx, now, id);
      await record(tx, now, { action: 'credential.restored', ...targetOf({ id, name }) });
      restored.push({ id, name, component: row.component, isRenamed: name !== row.name });
    }
    return restored;
  }).catch((error: unknown) => {
    if (!isUniqueViolation(error)) throw error;
    throw new AppError('CHANGED_MEANWHILE', 'Another credential took that name just now. Try again.');
  });
}

/** For the job: what has waited its 30 days, oldest first, is removed with every version. Answers how many. */
export async function purgeTrash(now: number, limit = 200): Promise<number> {
  const due = await read()
    .select({ tenantId: credentials.tenantId, workspaceId: credentials.workspaceId, id: credentials.id })
    .from(credentials)
    .where(and(isNotNull(credentials.deletedAt), lte(credentials.deletedAt, now - trashDays * dayMs)))
    .orderBy(asc(credentials.deletedAt), asc(credentials.id))
    .limit(limit);
  let purged = 0;
  for (const row of due) purged += await purgeOne(row, now).catch((error: unknown) => failedPurge(row.id, error));
  return purged;
}

/** One that cannot go does not keep the others. */
function failedPurge(credentialId: string, error: unknown): 0 {
  log.error({ credentialId, error: error instanceof Error ? error.name : 'unknown' }, 'purge failed');
  return 0;
}

async function purgeOne(row: { tenantId: string; workspaceId: string; id: string }, now: number): Promise<number> {
  const record = await recorder({
    ...row,
    actor: { kind: 'system', id: 'trash', label: 'Trash' },
    requestId: 'job',
    address: '',
  });
  const here = and(
    eq(credentials.tenantId, row.tenantId),
    eq(credentials.workspaceId, row.workspaceId),
    eq(credentials.id, row.id),
    lte(credentials.deletedAt, now - trashDays * dayMs),
  );
  return transact(async (tx, at) => {
    // It may have been restored since it was found, and be in use again.
    const [due] = await tx.select({ name: credentials.name }).from(credentials).where(here);
    if (!due) return 0;
    // What is left of uses here belongs to flows that do not run: an active one would have refused the deletion.
    await tx
      .delete(uses)
      .where(
        and(eq(uses.tenantId, row.tenantId), eq(uses.workspaceId, row.workspaceId), eq(uses.credentialId, row.id)),
      );
    await tx.delete(credentials).where(here);
    await record(tx, at, { action: 'credential.purged', ...targetOf({ id: row.id, name: due.name }) });
    return 1;
  });
}

/** A refusal says how many flows there are, and names no more than a person looks through, to whoever may read flows. */
const flowsNamedMax = 100;

async function refuseInUse(tx: Tx, ctx: WorkspaceCtx, id: string): Promise<void> {
  const flows = await listActiveFlows(ctx, id, tx);
  if (flows.length === 0) return;
  const named = flows.slice(0, flowsNamedMax);
  throw new AppError(
    'IN_USE',
    `${flows.length} active ${flows.length === 1 ? 'flow would' : 'flows would'} stop. Delete or update these flows first.`,
    may(ctx, 'flow.read') ? { flowIds: named.map((flow) => flow.id), flows: named.map((flow) => flow.name) } : {},
  );
}

async function requireDeleted(tx: Tx, ctx: WorkspaceCtx, id: string) {
  const [row] = await tx
    .select({
      name: credentials.name,
      component: credentials.component,
      identifier: credentials.identifier,
      consumerId: credentials.consumerId,
      connectionKey: credentials.connectionKey,
      revision: credentials.revision,
    })
    .from(credentials)
    .where(and(ofWorkspace(ctx), isNotNull(credentials.deletedAt), eq(credentials.id, id)));
  if (!row) throw notFound('This credential');
  return row;
}

/** Its own, unless an import brought the same one meanwhile. */
async function freeIdentifier(tx: Tx, ctx: WorkspaceCtx, row: { identifier: string; component: string }) {
  const [taken] = await tx
    .select({ id: credentials.id })
    .from(credentials)
    .where(and(ofWorkspace(ctx), live, eq(credentials.identifier, row.identifier)));
  return taken ? newIdentifier(row.component) : row.identifier;
}

/** Its own, unless its consumer has another connection of that kind by now: then it is theirs, and no connection. */
async function freeConnectionKey(
  tx: Tx,
  ctx: WorkspaceCtx,
  { consumerId, connectionKey }: { consumerId: string | null; connectionKey: string | null },
): Promise<string | null> {
  if (consumerId === null || connectionKey === null) return null;
  const [taken] = await tx
    .select({ id: credentials.id })
    .from(credentials)
    .where(
      and(ofWorkspace(ctx), live, eq(credentials.consumerId, consumerId), eq(credentials.connectionKey, connectionKey)),
    );
  return taken ? null : connectionKey;
}
