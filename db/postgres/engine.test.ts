import { eq, sql } from 'drizzle-orm';
import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { env } from '#lib/env.ts';
import { databaseName, read, transact, transactionMsMax } from '../client.ts';
import { tenants } from '../schema/tenants.ts';
import { testDatabase } from '../testing.ts';

beforeAll(testDatabase);
beforeEach(async () => {
  await transact(async (tx) => {
    await tx.delete(tenants);
    await tx.insert(tenants).values({ id: 'counter', slug: 'c', name: 'c', createdAt: 0 });
  });
});

afterEach(() => vi.restoreAllMocks());

const one = sql`(select 1) one`;
const setting = (name: string) => sql<string>`current_setting(${name})`;
const conflict = () => Object.assign(new Error('could not serialize'), { code: '40001' });

it('runs transactions serializable, with an end to waiting', async () => {
  const [row] = await transact((tx) =>
    tx
      .select({
        isolation: setting('transaction_isolation'),
        statement: setting('statement_timeout'),
        idle: setting('idle_in_transaction_session_timeout'),
      })
      .from(one),
  );
  expect(row).toEqual({ isolation: 'serializable', statement: '15s', idle: '5s' });
});

it('keeps nothing of a transaction that took longer than any may', async () => {
  const late = transact(async (tx) => {
    await tx.update(tenants).set({ createdAt: 7 });
    vi.spyOn(performance, 'now').mockReturnValue(performance.now() + transactionMsMax);
  });
  await expect(late).rejects.toMatchObject({ code: 'BUSY' });
  expect((await read().select().from(tenants))[0]?.createdAt).toBe(0);
});

it('reads on connections that cannot write', async () => {
  const [row] = await read()
    .select({ readOnly: setting('transaction_read_only') })
    .from(one);
  expect(row).toEqual({ readOnly: 'on' });
});

it('runs a closure again when it met another', async () => {
  const meeting = Promise.withResolvers<void>();
  let runs = 0;
  const add = () =>
    transact(async (tx) => {
      const [row] = await tx.select().from(tenants).where(eq(tenants.id, 'counter'));
      runs += 1;
      if (runs === 2) meeting.resolve();
      await meeting.promise;
      await tx.update(tenants).set({ createdAt: (row?.createdAt ?? 0) + 1 });
    });
  await Promise.all([add(), add()]);
  expect(runs).toBe(3);
  expect((await read().select().from(tenants))[0]?.createdAt).toBe(2);
});

it('gives up after five more tries, and says the database is busy', async () => {
  let runs = 0;
  const never = transact(async () => {
    runs += 1;
    throw new Error('wrapped', { cause: conflict() });
  });
  await expect(never).rejects.toMatchObject({ code: 'BUSY' });
  expect(runs).toBe(6);
});

it('runs nothing twice for any other error', async () => {
  let runs = 0;
  const failing = transact(async () => {
    runs += 1;
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  expect(runs).toBe(1);
});

it('names the database without its password', () => {
  const { password, pathname } = new URL(env.databaseUrl ?? '');
  expect(password).not.toBe('');
  expect(databaseName()).toContain(pathname);
  expect(databaseName()).not.toContain(password);
});
