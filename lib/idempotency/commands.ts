import { and, eq, lt } from 'drizzle-orm';
import { isUniqueViolation, transact, type Tx } from '#db/client.ts';
import { idempotencyKeys } from '#db/schema/api-keys.ts';
import { transactStubbornly } from '#db/stubborn.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { AppError } from '#lib/errors.ts';
import { keyring } from '#lib/keys/queries.ts';
import { open, seal } from '#lib/vault/seal.ts';
import { answerBinding, decodeAnswer, encodeAnswer, keptMs, requestHash, workMs } from './model.ts';
import type { Asked, KeptAnswer } from './schema.ts';

export type Claim =
  | { readonly kind: 'answered'; readonly answer: KeptAnswer }
  /** It is this request's to do: `keep` its answer, or `release` the key where nothing came of it. */
  | {
      readonly kind: 'begun';
      readonly keep: (answer: KeptAnswer) => Promise<void>;
      readonly release: () => Promise<void>;
    };

type Row = typeof idempotencyKeys.$inferSelect;

/**
 * One request of a key under a name of its own. Whoever may ask has been found out before: what is answered again was
 * answered to this very key.
 * @throws AppError IDEMPOTENCY_REUSED when it was another request; IDEMPOTENCY_BUSY while that one is under way
 */
export async function claimRequest(ctx: WorkspaceCtx, asked: Asked): Promise<Claim> {
  const place = {
    tenantId: ctx.tenantId,
    workspaceId: ctx.workspaceId,
    keyId: ctx.actor.id,
    idempotencyKey: asked.idempotencyKey,
  };
  const dataKey = await (await keyring()).current(ctx.tenantId);
  const hash = requestHash(dataKey.bytes, asked);
  const row = await transact((tx, now) => claim(tx, place, hash, now)).catch((error: unknown) => {
    throw isUniqueViolation(error) ? busy() : error;
  });
  if (row.answer !== null && row.status !== null)
    return {
      kind: 'answered',
      answer: decodeAnswer(await open(await keyring(), answerBinding(place), row.answer)),
    };
  return {
    kind: 'begun',
    keep: (answer) => keepAnswer(row, answer),
    release: () => release(row),
  };
}

type Place = Pick<Row, 'tenantId' | 'workspaceId' | 'keyId' | 'idempotencyKey'>;

async function claim(tx: Tx, place: Place, hash: string, now: number): Promise<Row> {
  const [before] = await tx.select().from(idempotencyKeys).where(ofPlace(place));
  const isLive = before !== undefined && before.createdAt > now - keptMs;
  if (isLive && before.requestHash !== hash)
    throw new AppError('IDEMPOTENCY_REUSED', 'This Idempotency-Key was sent with another request before.');
  if (isLive && before.status !== null) return before;
  if (isLive && before.leasedUntil > now) throw busy();
  if (before) await tx.delete(idempotencyKeys).where(ofPlace(place));
  const row: Row = {
    ...place,
    requestHash: hash,
    status: null,
    answer: null,
    createdAt: now,
    leasedUntil: now + workMs,
  };
  await tx.insert(idempotencyKeys).values(row);
  return row;
}

const busy = () =>
  new AppError('IDEMPOTENCY_BUSY', 'The request with this Idempotency-Key is still under way. Try again in a moment.', {
    retryAfterSeconds: 1,
  });

const ofPlace = (place: Place) =>
  and(
    eq(idempotencyKeys.tenantId, place.tenantId),
    eq(idempotencyKeys.workspaceId, place.workspaceId),
    eq(idempotencyKeys.keyId, place.keyId),
    eq(idempotencyKeys.idempotencyKey, place.idempotencyKey),
  );

/** Where it took too long, somebody else may have begun it anew: theirs is not written over. */
const ofClaim = (row: Row) => and(ofPlace(row), eq(idempotencyKeys.leasedUntil, row.leasedUntil));

async function keepAnswer(row: Row, answer: KeptAnswer): Promise<void> {
  const sealed = await seal(await keyring(), answerBinding(row), encodeAnswer(answer));
  await transactStubbornly(async (tx) => {
    await tx.update(idempotencyKeys).set({ status: answer.status, answer: sealed }).where(ofClaim(row));
  });
}

async function release(row: Row): Promise<void> {
  await transactStubbornly(async (tx) => {
    await tx.delete(idempotencyKeys).where(ofClaim(row));
  });
}

/** For the job: answers nobody is given again. */
export const purgeIdempotency = (): Promise<number> =>
  transact(async (tx, now) => {
    const gone = await tx
      .delete(idempotencyKeys)
      .where(lt(idempotencyKeys.createdAt, now - keptMs))
      .returning({ key: idempotencyKeys.idempotencyKey });
    return gone.length;
  });
