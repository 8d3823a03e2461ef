import { and, eq } from 'drizzle-orm';
import { isUniqueViolation, transact, type Tx } from '#db/client.ts';
import { inList } from '#db/in-list.ts';
import { apiKeys } from '#db/schema/api-keys.ts';
import { consumers } from '#db/schema/consumers.ts';
import { credentials } from '#db/schema/credentials.ts';
import { uses } from '#db/schema/flows.ts';
import { batchRecorder, recorder, type BatchRecorder, type Recorder } from '#lib/audit/commands.ts';
import { targetOf } from '#lib/credentials/model.ts';
import { authorise, type WorkspaceCtx } from '#lib/ctx.ts';
import { AppError, notFound } from '#lib/errors.ts';
import { newId } from '#lib/ids.ts';
import { listActiveFlowNames, listActiveFlowsOfConsumer, ofWorkspace } from '#lib/uses/queries.ts';
import { isWithin, searchKeyOf, targetOfConsumer, type ConsumerRow } from './model.ts';
import { findConsumer, getConsumer, ofConsumers, requireConsumer } from './queries.ts';
import type { ConsumerChange, ConsumerDto, ConsumerMetadata, DeletedConsumerDto, NewConsumer } from './schema.ts';

/** @throws AppError NAME_TAKEN when one with that id is here */
export async function createConsumer(ctx: WorkspaceCtx, input: NewConsumer): Promise<ConsumerDto> {
  authorise(ctx, 'consumer.update');
  const record = await recorder(ctx);
  const id = await transact(async (tx, now) => (await insertConsumer(tx, ctx, now, record, input)).id).catch(
    (error: unknown) => {
      if (!isUniqueViolation(error, 'consumers_external_id')) throw error;
      throw new AppError('NAME_TAKEN', `There is a consumer ${input.externalId} here already.`, {
        field: 'externalId',
      });
    },
  );
  return getConsumer(ctx, id);
}

/** The consumer of that id, made when there was none, and then with this metadata. Two at once get the same one. */
export async function ensureConsumer(
  ctx: WorkspaceCtx,
  externalId: string,
  metadata: ConsumerMetadata = {},
): Promise<ConsumerRow> {
  const known = await findConsumer(ctx, externalId);
  if (known) return known;
  authorise(ctx, 'consumer.update');
  const record = await recorder(ctx);
  const input = { externalId, name: '', metadata, isTest: false };
  try {
    return await transact(
      async (tx, now) =>
        (await findConsumer(ctx, externalId, tx)) ?? (await insertConsumer(tx, ctx, now, record, input)),
    );
  } catch (error) {
    const row = isUniqueViolation(error, 'consumers_external_id') ? await findConsumer(ctx, externalId) : null;
    if (row) return row;
    throw error;
  }
}

/** The same, and a known one has this metadata from now on. Sent again it changes nothing. */
export async function upsertConsumer(
  ctx: WorkspaceCtx,
  externalId: string,
  metadata: ConsumerMetadata,
): Promise<ConsumerDto> {
  authorise(ctx, 'consumer.update');
  const known = await ensureConsumer(ctx, externalId, metadata);
  if (isWithin(metadata, known.metadata)) return getConsumer(ctx, known.id);
  return updateConsumer(ctx, { id: known.id, metadata });
}

/** Part of a command. A taken id is a unique violation. */
async function insertConsumer(
  tx: Tx,
  ctx: WorkspaceCtx,
  now: number,
  record: Recorder,
  input: NewConsumer,
): Promise<ConsumerRow> {
  const row = rowOf(ctx, now, input);
  await tx.insert(consumers).values(row);
  await record(tx, now, createdEntry(row));
  return row;
}

const rowOf = (ctx: WorkspaceCtx, now: number, input: NewConsumer): ConsumerRow => ({
  tenantId: ctx.tenantId,
  workspaceId: ctx.workspaceId,
  id: newId('con', now),
  ...input,
  searchKey: searchKeyOf(input),
  createdAt: now,
  updatedAt: now,
});

const createdEntry = (row: ConsumerRow) => ({ action: 'consumer.created', ...targetOfConsumer(row) });

/**
 * Part of a command for many: the id of each of these consumers, a few hundred at the most; those that are new are made. A
 * token of one consumer makes no other.
 */
export async function idsOfConsumers(
  tx: Tx,
  ctx: WorkspaceCtx,
  now: number,
  externalIds: readonly string[],
  recordAll: BatchRecorder,
): Promise<Map<string, string>> {
  const wanted = [...new Set(externalIds)];
  const known = await tx
    .select({ id: consumers.id, externalId: consumers.externalId })
    .from(consumers)
    .where(and(ofConsumers(ctx), inList(consumers.externalId, wanted)));
  const ids = new Map(known.map((row) => [row.externalId, row.id]));
  const missing = wanted.filter((externalId) => !ids.has(externalId));
  if (missing.length === 0) return ids;
  if (ctx.limits && ctx.limits.consumerId !== null) throw notFound('This consumer');
  const rows = missing.map((externalId) => rowOf(ctx, now, { externalId, name: '', metadata: {}, isTest: false }));
  await tx.insertMany(consumers, rows);
  await recordAll(tx, now, rows.map(createdEntry));
  for (const { externalId, id } of rows) ids.set(externalId, id);
  return ids;
}

/** Only what is given changes; of the metadata, only the members given. */
export async function updateConsumer(ctx: WorkspaceCtx, input: ConsumerChange): Promise<ConsumerDto> {
  authorise(ctx, 'consumer.update');
  const record = await recorder(ctx);
  await transact(async (tx, now) => {
    const before = await requireConsumer(ctx, input.id, tx);
    const after = {
      externalId: before.externalId,
      name: input.name ?? before.name,
      metadata: { ...before.metadata, ...input.metadata },
    };
    await tx
      .update(consumers)
      .set({ name: after.name, metadata: after.metadata, searchKey: searchKeyOf(after), updatedAt: now })
      .where(and(ofConsumers(ctx), eq(consumers.id, input.id)));
    await record(tx, now, { action: 'consumer.updated', ...targetOfConsumer(before) });
  });
  return getConsumer(ctx, input.id);
}

/** So many credentials go at once: others wait meanwhile. */
const removedAtOnce = 200;

/**
 * Takes a consumer out for good, with every credential of theirs, its versions, and every token they have. Nothing of it
 * can be restored. Many credentials go a part at a time, the consumer with the last: asked for again, it goes on, and
 * answers what went then.
 * @throws AppError IN_USE, naming the flows, while an active flow signs in with one of theirs: then nothing is gone, unless
 *   that flow became active meanwhile. What is gone by then is said too
 */
export async function deleteConsumer(ctx: WorkspaceCtx, id: string): Promise<DeletedConsumerDto> {
  authorise(ctx, 'consumer.delete');
  const [record, recordAll] = [await recorder(ctx), await batchRecorder(ctx)];
  await requireConsumer(ctx, id);
  refuseInUse(await listActiveFlowsOfConsumer(ctx, id));
  for (let [removed, gone] = [0, 0]; ;) {
    const part = await transact(async (tx, now) => {
      const { externalId } = await requireConsumer(ctx, id, tx);
      const { live, isLast } = await removeCredentials(tx, ctx, now, { consumerId: id, gone, recordAll });
      const done = { externalId, credentials: removed + live, tokens: await tx.$count(apiKeys, ofTokens(ctx, id)) };
      if (isLast) await removeConsumer(tx, ctx, now, id, done, record);
      return { done, isLast };
    });
    if (part.isLast) return part.done;
    removed = part.done.credentials;
    gone += removedAtOnce;
  }
}

interface Removing {
  readonly consumerId: string;
  /** By the parts before. */
  readonly gone: number;
  readonly recordAll: BatchRecorder;
}

/** Part of it. Answers how many of them were not in the trash, and whether none is left. */
async function removeCredentials(tx: Tx, ctx: WorkspaceCtx, now: number, { consumerId, gone, recordAll }: Removing) {
  const part = await tx
    .select({ id: credentials.id, name: credentials.name, deletedAt: credentials.deletedAt })
    .from(credentials)
    .where(ofTheirs(ctx, consumerId))
    .limit(removedAtOnce);
  const ids = part.map((row) => row.id);
  refuseInUse([...(await listActiveFlowNames(ctx, ids, tx)).values()].flat(), gone);
  const live = part.filter((row) => row.deletedAt === null);
  if (live.length > 0)
    await recordAll(
      tx,
      now,
      live.map((row) => ({ action: 'credential.deleted', ...targetOf(row) })),
    );
  if (ids.length > 0) {
    await tx.delete(uses).where(and(ofWorkspace(ctx), inList(uses.credentialId, ids)));
    await tx.delete(credentials).where(and(ofTheirs(ctx, consumerId), inList(credentials.id, ids)));
  }
  return { live: live.length, isLast: ids.length < removedAtOnce };
}

async function removeConsumer(
  tx: Tx,
  ctx: WorkspaceCtx,
  now: number,
  id: string,
  { externalId, ...detail }: DeletedConsumerDto,
  record: Recorder,
): Promise<void> {
  await tx.delete(consumers).where(and(ofConsumers(ctx), eq(consumers.id, id)));
  await record(tx, now, { action: 'consumer.deleted', ...targetOfConsumer({ id, externalId }), detail });
}

/**
 * The same for a person, who has typed once more whom they delete.
 * @throws AppError INPUT_INVALID when that is somebody else's id
 */
export async function deleteTypedConsumer(
  ctx: WorkspaceCtx,
  typed: { readonly id: string; readonly externalId: string },
): Promise<DeletedConsumerDto> {
  authorise(ctx, 'consumer.delete');
  const { externalId } = await requireConsumer(ctx, typed.id);
  if (externalId !== typed.externalId)
    throw new AppError('INPUT_INVALID', 'That is not the id of this consumer.', { field: 'externalId' });
  return deleteConsumer(ctx, typed.id);
}

const ofTheirs = (ctx: WorkspaceCtx, id: string) =>
  and(
    eq(credentials.tenantId, ctx.tenantId),
    eq(credentials.workspaceId, ctx.workspaceId),
    eq(credentials.consumerId, id),
  );

const ofTokens = (ctx: WorkspaceCtx, id: string) =>
  and(eq(apiKeys.tenantId, ctx.tenantId), eq(apiKeys.workspaceId, ctx.workspaceId), eq(apiKeys.consumerId, id));

/** A refusal names no more flows than a person looks through. */
const flowsNamedMax = 100;

function refuseInUse(flowNames: readonly string[], gone = 0): void {
  const names = [...new Set(flowNames)];
  if (names.length === 0) return;
  const one = names.length === 1;
  const rest = ` ${gone} others of their credentials are gone already; asked for again, the rest goes too.`;
  throw new AppError(
    'IN_USE',
    `${names.length} active ${one ? 'flow signs' : 'flows sign'} in with credentials of this consumer. Delete or update ${one ? 'it' : 'them'} first.${gone > 0 ? rest : ''}`,
    { flows: names.slice(0, flowsNamedMax), ...(gone > 0 && { gone }) },
  );
}
