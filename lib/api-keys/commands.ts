import { and, eq, inArray, isNotNull, isNull, lt, or } from 'drizzle-orm';
import { compareAndSet, read, transact, type Closure, type ReadDb, type Tx } from '#db/client.ts';
import { transactStubbornly } from '#db/stubborn.ts';
import { apiKeys } from '#db/schema/api-keys.ts';
import { recorder, type Recorder } from '#lib/audit/commands.ts';
import { dayMs } from '#lib/clock.ts';
import { authorise, type WorkspaceCtx } from '#lib/ctx.ts';
import { AppError } from '#lib/errors.ts';
import { newId } from '#lib/ids.ts';
import { stepUp } from '#lib/users/commands.ts';
import { hintOf, keyDto, newApiToken, refuseWider, targetOfKey, tokenHash, type KeyRow } from './model.ts';
import { getKey, hasNoLiveMade, listLiveMade, listOrphans, ofKeys, portionsOf } from './queries.ts';
import { asksPassword, keysMax, type CreatedKeyDto, type KeyDto, type KeyRequest, type NewKey } from './schema.ts';

/** A key for a program. Its token is answered this once. */
export async function createKey(ctx: WorkspaceCtx, input: NewKey): Promise<CreatedKeyDto> {
  authorise(ctx, 'api_key.update');
  const token = newApiToken('key');
  const record = await recorder(ctx);
  return issued(ctx, async (tx, now) => {
    refuseWider(ctx, input, now);
    await refuseTooMany(tx, ctx);
    const scopes = [...new Set(input.scopes)];
    const row = await insertKey(tx, ctx, now, record, { ...input, scopes, kind: 'key', token });
    return { key: keyDto(row, now), token };
  });
}

/**
 * The same for a person, who proves once more that it is them where the key reaches secrets or makes further keys.
 * @throws AppError PASSWORD_WRONG, TOO_MANY_ATTEMPTS: no key was made
 */
export async function issueKey(ctx: WorkspaceCtx, { password, ...input }: KeyRequest): Promise<CreatedKeyDto> {
  authorise(ctx, 'api_key.update');
  if (asksPassword(input.scopes)) await stepUp(ctx, password);
  return createKey(ctx, input);
}

export interface NewToken extends Pick<KeyRow, 'kind' | 'name' | 'scopes' | 'expiresAt'> {
  readonly token: string;
  readonly consumerId?: string;
  readonly settings?: KeyRow['settings'];
}

/** Part of `issued`, in a command that has made sure it is narrower than whoever makes it. */
export async function insertKey(
  tx: Tx,
  ctx: WorkspaceCtx,
  now: number,
  record: Recorder,
  { token, consumerId, settings, ...facts }: NewToken,
): Promise<KeyRow> {
  await refuseEnded(tx, ctx);
  const row: KeyRow = {
    tenantId: ctx.tenantId,
    workspaceId: ctx.workspaceId,
    id: newId('key', now),
    ...facts,
    tokenHash: tokenHash(token),
    hint: hintOf(token),
    parentId: ctx.actor.kind === 'key' ? ctx.actor.id : null,
    consumerId: consumerId ?? null,
    settings: settings ?? {},
    createdAt: now,
    createdBy: ctx.actor.id,
    createdByLabel: ctx.actor.label,
    lastUsedAt: null,
    lastUsedFrom: null,
    revokedAt: null,
    revokedByLabel: null,
  };
  await tx.insert(apiKeys).values(row);
  const detail = { kind: row.kind, scopes: row.scopes.join(' '), expiresAt: row.expiresAt };
  await record(tx, now, { action: 'api_key.created', ...targetOfKey(row), detail });
  return row;
}

/**
 * The transaction that makes a key, whose token is its answer. Made with one that was revoked at that very moment, it is
 * handed to nobody, whether that has seen it or not, and ends with it.
 */
export async function issued<T>(ctx: WorkspaceCtx, closure: Closure<T>): Promise<T> {
  const made = await transactStubbornly(closure);
  await refuseEnded(read(), ctx).catch(async (error: unknown) => {
    await endMade(ctx, ctx.actor.id);
    throw error;
  });
  return made;
}

/** A key that was revoked a moment ago makes nothing any more. */
async function refuseEnded(db: ReadDb, ctx: WorkspaceCtx): Promise<void> {
  if (ctx.actor.kind !== 'key') return;
  const live = and(ofKeys(ctx), eq(apiKeys.id, ctx.actor.id), isNull(apiKeys.revokedAt));
  if ((await db.$count(apiKeys, live)) === 0) throw new AppError('KEY_REFUSED', 'This key has been revoked.');
}

/**
 * Ends a key from the next request on, and right after it everything that was made with it: what was only just being
 * made then is handed to nobody, and whoever made it ends it, or the job. Ending an ended one is no mistake, and ends
 * what is left of it.
 */
export async function revokeKey(ctx: WorkspaceCtx, id: string): Promise<KeyDto> {
  authorise(ctx, 'api_key.update');
  const record = await recorder(ctx);
  const { name } = await getKey(ctx, id);
  const ended = 1 + (await listLiveMade(ctx, id)).length;
  // The key alone, and first: then nothing is made with it any more, however much there is to end.
  await compareAndSet(async (tx, now) => {
    if ((await end(tx, now, ctx, [id], ctx.actor.label)) === 0) return;
    await record(tx, now, { action: 'api_key.revoked', ...targetOfKey({ id, name }), detail: { ended } });
  });
  await endMade(ctx, id);
  return getKey(ctx, id);
}

/** Until nothing is left: one of them may have made another meanwhile. */
async function endMade(ctx: WorkspaceCtx, id: string): Promise<void> {
  for (let ids = await listLiveMade(ctx, id); ids.length > 0; ids = await listLiveMade(ctx, id))
    for (const some of portionsOf(ids)) await compareAndSet((tx, now) => end(tx, now, ctx, some, ctx.actor.label));
}

type Place = Pick<WorkspaceCtx, 'tenantId' | 'workspaceId'>;

/**
 * Those of them that have not ended. Whoever holds them goes on asking, and each request may write down that it came: a
 * write that compares waits for that, where a transaction over many would be refused again and again.
 */
async function end(tx: Tx, now: number, place: Place, ids: readonly string[], by: string): Promise<number> {
  const ended = await tx
    .update(apiKeys)
    .set({ revokedAt: now, revokedByLabel: by })
    .where(and(ofKeys(place), inArray(apiKeys.id, ids), isNull(apiKeys.revokedAt)))
    .returning({ id: apiKeys.id });
  return ended.length;
}

/**
 * For the job: ends what was made with keys that were revoked, where whoever revoked them was stopped before that was
 * reached, or it was only just being made.
 */
export async function endOrphans(): Promise<number> {
  let ended = 0;
  for (let orphans = await listOrphans(); orphans.length > 0; orphans = await listOrphans())
    for (const here of Map.groupBy(orphans, ({ tenantId, workspaceId }) => `${tenantId} ${workspaceId}`).values())
      ended += await endHere(here);
  return ended;
}

/** All of one workspace. */
async function endHere(orphans: readonly (Place & { readonly id: string })[]): Promise<number> {
  const [place] = orphans;
  if (!place) return 0;
  const ids = orphans.map(({ id }) => id);
  return compareAndSet((tx, now) => end(tx, now, place, ids, 'Keyhaven'));
}

/** Sessions and user tokens come and go by the thousand: only what programs hold is counted. */
async function refuseTooMany(tx: Tx, ctx: WorkspaceCtx): Promise<void> {
  const own = and(ofKeys(ctx), eq(apiKeys.kind, 'key'), isNull(apiKeys.revokedAt));
  if ((await tx.$count(apiKeys, own)) < keysMax) return;
  throw new AppError('STATE_INVALID', `A workspace has at most ${keysMax} keys. Revoke one first.`);
}

/** So long an ended key is still listed. */
const keptMs = 30 * dayMs;

/** For the job: tokens of users and sessions a day after their end, keys after 30; none before what it made. */
export async function purgeKeys(): Promise<number> {
  return transact(async (tx, now) => {
    const isOver = (ms: number) => or(lt(apiKeys.expiresAt, now - ms), lt(apiKeys.revokedAt, now - ms));
    const gone = await tx
      .delete(apiKeys)
      .where(and(or(and(isNotNull(apiKeys.consumerId), isOver(dayMs)), isOver(keptMs)), hasNoLiveMade(tx)))
      .returning({ id: apiKeys.id });
    return gone.length;
  });
}
