import { and, eq } from 'drizzle-orm';
import type { Tx } from '#db/client.ts';
import { connections } from '#db/schema/connections.ts';
import { credentials } from '#db/schema/credentials.ts';
import type { AuditEntry, BatchRecorder } from '#lib/audit/commands.ts';
import { idsOfConsumers } from '#lib/consumers/commands.ts';
import { targetOf, unproved, type Draft } from '#lib/credentials/model.ts';
import { live, ofWorkspace } from '#lib/credentials/queries.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { AppError } from '#lib/errors.ts';
import { keepsGeneration, prepareEnd, type SaveEnd } from '#lib/grants/commands.ts';
import { newId, newIdentifier } from '#lib/ids.ts';
import { nameKey } from '#lib/names.ts';
import type { DataKey } from '#lib/vault/keyring.ts';
import { insertVersions, sealVersion, type SealedVersion, type VersionReason } from '#lib/versions/commands.ts';
import type { Current } from './model.ts';

interface Kept {
  readonly consumer: string;
  readonly connectionKey: string;
  readonly component: string;
  readonly enabled: boolean;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly configuration: readonly unknown[];
  readonly importHash: string | null;
}

/** A connection that is not here yet. */
export interface Creation extends Kept {
  readonly current: null;
  readonly name: string;
  readonly environment: string;
  readonly draft: Draft;
}

/** A change of one that is here. */
export interface Change extends Kept {
  readonly current: Current;
  /** Null: what it signs in with stays. */
  readonly draft: Draft | null;
  /** The draft carries the saved tokens on: they have to be the newest still. */
  readonly keepsTokens: boolean;
  /** Where nothing of its tokens is another but when they end: that, as a secret has it. */
  readonly expiresAt: string | null;
  /** What it is called in the activity. */
  readonly actions: readonly string[];
}

export type Wanted = Creation | Change;

export interface Prepared<W extends Wanted = Wanted> {
  readonly id: string;
  readonly wanted: W;
  readonly version: SealedVersion | null;
  /** Null: its tokens end as they did. */
  readonly saveEnd: SaveEnd | null;
}

/** Seals what it signs in with, before the transaction, under the tenant's current data key. */
export async function prepareWanted<W extends Wanted>(
  ctx: WorkspaceCtx,
  wanted: W,
  dataKey: DataKey,
): Promise<Prepared<W>> {
  const { current, draft } = wanted;
  const id = current?.id ?? newId('crd');
  const number = (current?.version ?? 0) + 1;
  const version = draft && { ...draft, credentialId: id, number, reason: reasonOf(wanted) };
  const sealed = version && (await sealVersion(ctx, version, dataKey));
  return { id, wanted, version: sealed, saveEnd: await prepareSaidEnd(ctx, wanted) };
}

function reasonOf(wanted: Wanted): VersionReason {
  if (wanted.current === null) return 'imported';
  return wanted.keepsTokens ? 'settings' : 'override';
}

async function prepareSaidEnd(ctx: WorkspaceCtx, wanted: Wanted): Promise<SaveEnd | null> {
  if (wanted.current === null || wanted.expiresAt === null) return null;
  const { current, expiresAt } = wanted;
  if (!current.opened || current.generation === null) throw new AppError('INTERNAL');
  return prepareEnd(ctx, current.id, { version: current.opened, generation: current.generation, expiresAt });
}

/**
 * Writes connections, a few hundred at the most, with the consumers that are new, their versions and their audit rows.
 * @throws AppError BUSY when one is no longer what it was prepared from; a name or a connection that somebody else has
 *   by now is a unique violation
 */
export async function writeWanted(
  tx: Tx,
  ctx: WorkspaceCtx,
  now: number,
  prepared: readonly Prepared[],
  recordAll: BatchRecorder,
): Promise<void> {
  await insertNew(tx, ctx, now, prepared.filter(isCreation), recordAll);
  for (const one of prepared) if (isChange(one)) await writeChange(tx, ctx, now, one);
  await insertVersions(
    tx,
    now,
    prepared.flatMap(({ version }) => version ?? []),
  );
  await tx.insertMany(
    connections,
    prepared.filter(isCreation).map((one) => ({ ...placeOf(ctx, one), ...kept(one) })),
  );
  for (const one of prepared) if (isChange(one)) await writeConnection(tx, ctx, one);
  await recordAll(tx, now, prepared.flatMap(entriesOf));
}

const isCreation = (one: Prepared): one is Prepared<Creation> => one.wanted.current === null;
const isChange = (one: Prepared): one is Prepared<Change> => one.wanted.current !== null;

async function insertNew(
  tx: Tx,
  ctx: WorkspaceCtx,
  now: number,
  prepared: readonly Prepared<Creation>[],
  recordAll: BatchRecorder,
): Promise<void> {
  if (prepared.length === 0) return;
  const named = prepared.map(({ wanted }) => wanted.consumer);
  const ids = await idsOfConsumers(tx, ctx, now, named, recordAll);
  await tx.insertMany(
    credentials,
    prepared.map(({ id, wanted }) => ({
      tenantId: ctx.tenantId,
      workspaceId: ctx.workspaceId,
      id,
      identifier: newIdentifier(wanted.component),
      name: wanted.name,
      nameKey: nameKey(wanted.name),
      component: wanted.component,
      authType: wanted.draft.authType,
      environment: wanted.environment,
      settings: wanted.draft.settings,
      metadata: {},
      audience: [...wanted.draft.audience],
      version: 1,
      revision: 1,
      ...unproved(now),
      expiresAt: null,
      consumerId: ids.get(wanted.consumer) ?? null,
      connectionKey: wanted.connectionKey,
      createdAt: now,
      createdBy: ctx.actor.id,
      updatedAt: now,
    })),
  );
}

async function writeChange(tx: Tx, ctx: WorkspaceCtx, now: number, { wanted, version, saveEnd }: Prepared<Change>) {
  const { current, draft, keepsTokens, enabled } = wanted;
  if (keepsTokens && !(await keepsGeneration(tx, ctx, current.id, current.generation))) throw overtaken();
  const ending = saveEnd && (await saveEnd(tx, now));
  if (saveEnd && !ending) throw overtaken();
  const [row] = await tx
    .update(credentials)
    .set({
      revision: current.revision + 1,
      updatedAt: now,
      ...(draft &&
        version && {
          authType: draft.authType,
          settings: draft.settings,
          audience: [...draft.audience],
          version: version.place.number,
          ...unproved(enabled ? now : null),
          ...(draft.authType !== current.authType && { expiresAt: null }),
        }),
      // Its app may have said no to a token that had ended by then.
      ...(ending && { ...ending, ...(enabled && current.state === 'failed' && { verifyDueAt: now }) }),
      // Switched on again, it is asked about what nobody has asked while it was off.
      ...(!draft && enabled && !current.enabled && current.state === 'unverified' && { verifyDueAt: now }),
    })
    .where(and(ofWorkspace(ctx), live, eq(credentials.id, current.id), eq(credentials.revision, current.revision)))
    .returning({ id: credentials.id });
  if (!row) throw overtaken();
}

const overtaken = () => new AppError('BUSY', 'This connection was changed just now. Nothing was saved; send it again.');

const placeOf = (ctx: WorkspaceCtx, { id }: Prepared) => ({
  tenantId: ctx.tenantId,
  workspaceId: ctx.workspaceId,
  credentialId: id,
});

const kept = ({ wanted: { enabled, metadata, configuration, importHash } }: Prepared) => ({
  enabled,
  metadata: { ...metadata },
  configuration: [...configuration],
  importHash,
});

/** One that came by a sign-in may have none of it yet. */
async function writeConnection(tx: Tx, ctx: WorkspaceCtx, one: Prepared): Promise<void> {
  await tx
    .insert(connections)
    .values({ ...placeOf(ctx, one), ...kept(one) })
    .onConflictDoUpdate({
      target: [connections.tenantId, connections.workspaceId, connections.credentialId],
      set: kept(one),
    });
}

function entriesOf({ id, wanted }: Prepared): AuditEntry[] {
  const { component, consumer, connectionKey: connection } = wanted;
  const { actions, name, before, expiresAt } =
    wanted.current === null
      ? { actions: ['credential.imported'], name: wanted.name, before: undefined, expiresAt: null }
      : { ...wanted, name: wanted.current.name, before: wanted.current.state };
  const detail = { component, consumer, connection, ...(before && { before }), ...(expiresAt && { expiresAt }) };
  return actions.map((action) => ({ action, ...targetOf({ id, name }), detail }));
}
