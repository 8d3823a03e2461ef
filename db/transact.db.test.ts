import { inspect } from 'node:util';
import { eq } from 'drizzle-orm';
import { beforeAll, describe, expect, it } from 'vitest';
import { isUniqueViolation, read, transact } from './client.ts';
import { tenants } from './schema/tenants.ts';
import { testDatabase } from './testing.ts';

beforeAll(testDatabase);

const tenant = (id: string) => ({ id, slug: id, name: id, createdAt: 1 });
const insert = (id: string) => transact((tx) => tx.insert(tenants).values(tenant(id)));
const idsLike = async (prefix: string) =>
  (await read().select({ id: tenants.id }).from(tenants))
    .map((row) => row.id)
    .filter((id) => id.startsWith(prefix))
    .sort();

/** Something no transaction may wait for. */
const outside = () => new Promise((resolve) => setTimeout(resolve, 1));

describe('a transaction', () => {
  it('is there for readers once it has resolved', async () => {
    await insert('seen');
    expect(await idsLike('seen')).toEqual(['seen']);
  });

  it('returns what the closure returns, and gives it the time of the database', async () => {
    const now = await transact(async (_tx, now) => now);
    expect(Number.isInteger(now)).toBe(true);
    expect(Math.abs(now - Date.now())).toBeLessThan(5_000);
  });

  it('undoes everything when the closure throws after a statement', async () => {
    const failed = transact(async (tx) => {
      await tx.insert(tenants).values(tenant('undone-1'));
      await tx.insert(tenants).values(tenant('undone-2'));
      throw new Error('no');
    });
    await expect(failed).rejects.toThrow('no');
    expect(await idsLike('undone')).toEqual([]);
  });

  it('sees what it has written, and no reader does', async () => {
    const outsideDb = read();
    const seen = await transact(async (tx) => {
      await tx.insert(tenants).values(tenant('halfway'));
      const halfway = eq(tenants.id, 'halfway');
      return { inside: await tx.$count(tenants, halfway), outside: await outsideDb.$count(tenants, halfway) };
    });
    expect(seen).toEqual({ inside: 1, outside: 0 });
  });

  it('commits the others of a group when one fails', async () => {
    const names = Array.from({ length: 30 }, (_, n) => `group-${String(n).padStart(2, '0')}`);
    const outcomes = await Promise.allSettled(
      names.map((name, n) =>
        transact(async (tx) => {
          await tx.insert(tenants).values(tenant(name));
          if (n % 3 === 0) throw new Error(name);
        }),
      ),
    );
    const kept = names.filter((_, n) => n % 3 !== 0);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(kept.length);
    expect(await idsLike('group')).toEqual(kept);
  });

  it('cannot hide a failed statement', async () => {
    await insert('twice');
    const hidden = transact(async (tx) => {
      await tx.insert(tenants).values(tenant('hidden'));
      await tx
        .insert(tenants)
        .values(tenant('twice'))
        .catch(() => undefined);
    });
    await expect(hidden).rejects.toSatisfy((error) => isUniqueViolation(error));
    expect(await idsLike('hidden')).toEqual([]);
  });

  it('does nothing more after a failed statement', async () => {
    const later = transact(async (tx) => {
      await tx
        .insert(tenants)
        .values(tenant('twice'))
        .catch(() => undefined);
      await tx.insert(tenants).values(tenant('later'));
    });
    await expect(later).rejects.toThrow('nothing more can be done');
    expect(await idsLike('later')).toEqual([]);
  });

  it('refuses another inside it, and a read that would miss its rows', async () => {
    await expect(transact(async () => insert('nested'))).rejects.toThrow('inside a transaction');
    await expect(transact(async () => read().select().from(tenants))).rejects.toThrow('inside a transaction');
    expect(await idsLike('nested')).toEqual([]);
  });

  it('refuses a statement that comes after its end', async () => {
    let late: Promise<unknown> = Promise.reject(new Error('It was not tried.'));
    late.catch(() => undefined);
    await transact(async (tx) => {
      late = outside().then(() => tx.insert(tenants).values(tenant('late')));
      late.catch(() => undefined);
    });
    await expect(late).rejects.toThrow('after its transaction had ended');
    expect(await idsLike('late')).toEqual([]);
  });

  it('loses no read-modify-write', async () => {
    await insert('counter');
    const add = () =>
      transact(async (tx) => {
        const [row] = await tx.select().from(tenants).where(eq(tenants.id, 'counter'));
        await tx
          .update(tenants)
          .set({ createdAt: (row?.createdAt ?? 0) + 1 })
          .where(eq(tenants.id, 'counter'));
      });
    const rounds = 5;
    const atOnce = 4;
    for (let round = 0; round < rounds; round += 1) await Promise.all(Array.from({ length: atOnce }, add));
    const [row] = await read().select().from(tenants).where(eq(tenants.id, 'counter'));
    expect(row?.createdAt).toBe(1 + rounds * atOnce);
  });
});

describe('a reader', () => {
  it('cannot write', async () => {
    const writer = read() as unknown as {
      insert: (table: typeof tenants) => { values: (row: object) => Promise<void> };
    };
    await expect(writer.insert(tenants).values(tenant('stray'))).rejects.toThrow(/read-?only/);
    expect(await idsLike('stray')).toEqual([]);
  });
});

describe('a unique index', () => {
  it('is told by name from the others', async () => {
    await insert('unique');
    const error: unknown = await transact((tx) =>
      tx.insert(tenants).values({ ...tenant('unique-2'), slug: 'unique' }),
    ).catch((error: unknown) => error);
    expect(isUniqueViolation(error)).toBe(true);
    expect(isUniqueViolation(error, 'tenants_slug')).toBe(true);
    expect(isUniqueViolation(error, 'users_email_key')).toBe(false);
    expect(isUniqueViolation(new Error('wrapped', { cause: error }), 'tenants_slug')).toBe(true);
    expect(isUniqueViolation(new Error('another'))).toBe(false);
  });

  it('speaks of no value in its error', async () => {
    await insert('zanzibar');
    const error: unknown = await insert('zanzibar').catch((error: unknown) => error);
    expect(isUniqueViolation(error)).toBe(true);
    expect(inspect(error, { showHidden: true, depth: 9 })).not.toContain('zanzibar');
  });
});
