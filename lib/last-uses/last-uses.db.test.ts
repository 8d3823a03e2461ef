import { and, eq } from 'drizzle-orm';
import { beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { compareAndSet, read, transact } from '#db/client.ts';
import { credentials, lastUses } from '#db/schema/credentials.ts';
import { testDatabase } from '#db/testing.ts';
import { minuteMs } from '#lib/clock.ts';
import { createCredential } from '#lib/credentials/commands.ts';
import { restInput, startTestApp } from '#lib/credentials/testing.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { AppError } from '#lib/errors.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { log } from '#lib/log.ts';
import { noteUse, writeUses } from './commands.ts';

vi.mock('#db/client.ts', { spy: true });

beforeAll(testDatabase);

let ctx: WorkspaceCtx;
beforeEach(async () => {
  ctx = await testWorkspace();
});

const ofTenant = () => eq(lastUses.tenantId, ctx.tenantId);

async function written(): Promise<Record<string, number>> {
  const rows = await read().select().from(lastUses).where(ofTenant());
  return Object.fromEntries(rows.map((row) => [row.credentialId, row.at]));
}

async function some(count: number): Promise<string[]> {
  const app = await startTestApp();
  const made = [];
  for (let n = 0; n < count; n += 1)
    made.push(await createCredential(ctx, { ...restInput(app), name: `Deploy ${String(n)}` }));
  await app.close();
  return made.map((one) => one.id);
}

it('writes down many, each once, however often it was used', async () => {
  const ids = await some(60);
  for (const id of [...ids, ...ids, ...ids]) noteUse(ctx, id);
  await writeUses();
  expect(Object.keys(await written()).toSorted()).toEqual(ids.toSorted());
});

it('stays as it is for a minute, and is the latest after it', async () => {
  const [id = ''] = await some(1);
  const use = async () => {
    noteUse(ctx, id);
    await writeUses();
    return (await written())[id] ?? 0;
  };
  const first = await use();
  expect(Math.abs(Date.now() - first)).toBeLessThan(minuteMs);
  expect(await use()).toBe(first);
  const before = first - minuteMs;
  await transact(async (tx) => {
    await tx.update(lastUses).set({ at: before }).where(ofTenant());
  });
  expect(await use()).toBeGreaterThanOrEqual(first);
});

it('passes over what is gone, and over what is in another workspace', async () => {
  const [kept = '', gone = ''] = await some(2);
  const elsewhere = await testWorkspace();
  for (const id of [kept, gone]) noteUse(ctx, id);
  noteUse(elsewhere, kept);
  await transact(async (tx) => {
    await tx.delete(credentials).where(and(eq(credentials.tenantId, ctx.tenantId), eq(credentials.id, gone)));
  });
  await writeUses();
  expect(Object.keys(await written())).toEqual([kept]);
  expect(await read().$count(lastUses, eq(lastUses.tenantId, elsewhere.tenantId))).toBe(0);
});

it('is lost, and said so, where it cannot be written; what comes after it is not', async () => {
  const ids = await some(2);
  const [lost = '', kept = ''] = ids;
  const warn = vi.spyOn(log, 'warn').mockReturnValue();
  noteUse(ctx, lost);
  vi.mocked(compareAndSet).mockRejectedValueOnce(new AppError('DISK_FULL'));
  await writeUses();
  expect(warn.mock.calls).toEqual([[{ error: 'AppError DISK_FULL' }, 'last uses were not written down']]);
  warn.mockRestore();
  noteUse(ctx, kept);
  await writeUses();
  expect(Object.keys(await written())).toEqual([kept]);
});

it('goes with its credential', async () => {
  const [id = ''] = await some(1);
  noteUse(ctx, id);
  await writeUses();
  await transact(async (tx) => {
    await tx.delete(credentials).where(and(eq(credentials.tenantId, ctx.tenantId), eq(credentials.id, id)));
  });
  expect(await written()).toEqual({});
});

it('is written down by itself a moment later', async () => {
  const [id = ''] = await some(1);
  noteUse(ctx, id);
  await vi.waitFor(async () => expect(Object.keys(await written())).toEqual([id]), { timeout: 10_000, interval: 100 });
});
