/** Events on their way to somebody who fails three times in ten, from programs that are killed again and again. */
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { and, count, eq, gt, isNotNull, isNull, lte, sql } from 'drizzle-orm';
import { read, transact } from '#db/client.ts';
import { databaseNow } from '#db/now.ts';
import { credentials } from '#db/schema/credentials.ts';
import { deliveries, events } from '#db/schema/webhooks.ts';
import { transactStubbornly } from '#db/stubborn.ts';
import { batchRecorder } from '#lib/audit/commands.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { createEndpoint } from '#lib/webhooks/commands.ts';
import { runKilled } from './kill.ts';
import { randomFrom } from './random.ts';
import { startR8Receiver, type R8Receiver } from './r8-receiver.ts';
import { Workers } from './workers.ts';

export interface R8Input {
  readonly events: number;
  readonly kills: number;
  /** A program lives at the most this long, in milliseconds. */
  readonly spanMs: number;
  readonly seed: number;
  readonly report?: (line: string) => void;
}

export interface R8Result {
  readonly events: number;
  readonly kills: number;
  readonly lost: number;
  readonly duplicates: number;
}

const tenants = 4;

/**
 * Each event arrives, signed and with one id, however often its sender is killed.
 * @throws Error naming the seed, with what did not hold as its cause
 */
export async function killSenders(input: R8Input): Promise<R8Result> {
  const random = randomFrom(input.seed);
  const receivers = await Promise.all(Array.from({ length: tenants }, () => startR8Receiver(random)));
  process.env['OUTBOUND_ALLOW'] = receivers.map(({ url }) => new URL(url).host).join(',');
  const own = Math.ceil(input.events / tenants);
  for (const receiver of receivers) await tellMany(receiver, own);
  // They open what is sealed: only now there is a key.
  const workers = new Workers('r8-worker.ts');
  const stop = new AbortController();
  const hurrying = hurry(stop.signal);
  try {
    const kills = await runKilled({
      workers,
      random,
      killsMax: input.kills,
      spanMs: input.spanMs,
      afterKill: async () => {
        await endLeases();
        const left = await read().$count(deliveries, eq(deliveries.state, 'due'));
        input.report?.(`${left} left`);
        return String(left);
      },
    });
    return { kills, ...(await checkAll(receivers, own)) };
  } catch (cause) {
    throw new Error(`Seed ${input.seed}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  } finally {
    stop.abort();
    await Promise.all([hurrying, workers.close(), ...receivers.map((receiver) => receiver.close())]);
  }
}

/** A workspace of its own that listens there, and so many events in it. */
async function tellMany(receiver: R8Receiver, n: number): Promise<void> {
  const ctx = await testWorkspace();
  const address = { url: receiver.url, description: '', form: 'standard' as const, types: ['*'] };
  receiver.trust((await createEndpoint(ctx, address)).secret);
  await insertCredential(ctx);
  const record = await batchRecorder(ctx);
  const entry = { action: 'credential.updated', targetKind: 'credential', targetId: 'crd_r8', targetLabel: 'R8' };
  for (let told = 0; told < n; told += 200) {
    const entries = Array.from({ length: Math.min(200, n - told) }, () => entry);
    await transact((tx, now) => record(tx, now, entries));
  }
}

const insertCredential = ({ tenantId, workspaceId }: WorkspaceCtx): Promise<void> =>
  transact(async (tx, now) => {
    const names = { identifier: 'r8', name: 'R8', nameKey: 'r8', component: 'rest', environment: 'production' };
    const facts = { authType: 'api_key', settings: {}, metadata: {}, state: 'passed' } as const;
    const times = { createdAt: now, createdBy: '', updatedAt: now };
    const place = { tenantId, workspaceId, id: 'crd_r8' };
    await tx
      .insert(credentials)
      .values({ ...place, ...names, ...facts, ...times, audience: [], version: 1, revision: 1 });
  });

/** Hours go by in moments: whatever waits for its next try is due. What somebody sends now stays with them. */
async function hurry(signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const waiting = await read()
      .select({ tenantId: deliveries.tenantId, workspaceId: deliveries.workspaceId, id: deliveries.id })
      .from(deliveries)
      .where(and(isNull(deliveries.leasedUntil), gt(deliveries.nextAttemptAt, sql`(select ${databaseNow})`)));
    for (const one of waiting) await makeDue(one);
    await pause(100, undefined, { signal }).catch(() => undefined);
  }
}

/** The schedule is not what is proved here: nothing is given up. */
const makeDue = ({ tenantId, workspaceId, id }: { tenantId: string; workspaceId: string; id: string }) =>
  transactStubbornly(async (tx, now) => {
    await tx
      .update(deliveries)
      .set({ nextAttemptAt: now, replayedAfter: sql<number>`${deliveries.attempts}` })
      .where(
        and(
          eq(deliveries.tenantId, tenantId),
          eq(deliveries.workspaceId, workspaceId),
          eq(deliveries.id, id),
          isNull(deliveries.leasedUntil),
        ),
      );
  });

/** Who was killed does not come back: the next one need not wait for the lease to run out. */
const endLeases = (): Promise<void> =>
  transactStubbornly(async (tx, now) => {
    await tx.update(deliveries).set({ leasedUntil: now, nextAttemptAt: now }).where(isNotNull(deliveries.leasedUntil));
  });

async function checkAll(receivers: readonly R8Receiver[], own: number): Promise<Omit<R8Result, 'kills'>> {
  const states = await read()
    .select({ state: deliveries.state, n: count() })
    .from(deliveries)
    .groupBy(deliveries.state);
  assert.deepEqual(states, [{ state: 'delivered', n: own * receivers.length }]);
  assert.equal(await read().$count(deliveries, lte(deliveries.attempts, 0)), 0);
  const ids = (await read().select({ id: events.id }).from(events)).map(({ id }) => id).toSorted();
  const arrived = receivers.flatMap(({ messages }) => [...messages.keys()]).toSorted();
  assert.deepEqual(arrived, ids);
  assert.deepEqual(
    receivers.flatMap(({ wrong }) => wrong),
    [],
  );
  const lost = receivers.flatMap(({ messages }) => [...messages.values()].filter(({ taken }) => taken === 0));
  assert.equal(lost.length, 0);
  const duplicates = receivers.reduce((sum, receiver) => sum + receiver.duplicates(), 0);
  return { events: ids.length, lost: lost.length, duplicates };
}
