import { AsyncResource } from 'node:async_hooks';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { log } from '#lib/log.ts';
import { ClosureGuard, insideClosure } from '../closure-guard.ts';
import type { Closure, Tx } from '../engine.ts';
import { insertionOf, type InsertMany } from '../insert-many.ts';
import type { Job } from './committer.ts';
import type { Connection } from './connection.ts';
import { closureClient, type Statements } from './statements.ts';

/** Everybody else waits while a closure runs: longer than this is a defect of the closure. */
const closureMsMax = 20;

/** Wraps a closure for the committer. It runs in its caller's async context, whoever's turn of the loop it is. */
export function makeJob<T>(
  statements: Statements,
  clock: () => number,
  closure: Closure<T>,
  settle: { resolve: (value: T) => void; reject: (error: unknown) => void },
): Job {
  // What `AsyncLocalStorage.snapshot` does, without the properties it defines on a function for each transaction.
  const caller = new AsyncResource('Closure');
  let result: { readonly value: T } | null = null;
  return {
    async run() {
      const guard = new ClosureGuard();
      const startedAt = performance.now();
      try {
        const tx = sqliteTx(closureClient(statements, guard));
        const now = clock();
        const value = await withoutWaiting(
          caller.runInAsyncScope(() => insideClosure(guard, async () => closure(tx, now))),
        );
        if (guard.failure) return { ok: false, error: guard.failure.error };
        result = { value };
        return { ok: true };
      } catch (error) {
        return { ok: false, error };
      } finally {
        guard.end();
        const ms = Math.round(performance.now() - startedAt);
        if (ms > closureMsMax) log.warn({ ms }, 'a transaction closure held the database too long');
      }
    },
    succeed: () => {
      if (result) settle.resolve(result.value);
    },
    fail: settle.reject,
  };
}

/** Row by row: the statement is compiled once, and each run of it takes microseconds. */
function sqliteTx(client: ReturnType<typeof closureClient>): Tx {
  const insertMany: InsertMany = async (table, rows) => {
    const { into, columns, valuesOf } = insertionOf(table);
    const statement = client.prepare(`${into} values (${Array(columns).fill('?').join(', ')})`);
    for (const row of rows) statement.run(...valuesOf(row));
  };
  return Object.assign(sqliteDb(client), { insertMany });
}

/** The one place where Drizzle's SQLite builders are given the types both engines share. */
export const sqliteDb = (client: ReturnType<typeof closureClient>): Omit<Tx, 'insertMany'> =>
  drizzle({ client: client as unknown as Connection }) as unknown as Omit<Tx, 'insertMany'>;

/**
 * Statements of SQLite answer at once, so a closure that awaits nothing else settles before the event loop turns. One
 * that is still pending then waits for something outside while it holds the database.
 */
function withoutWaiting<T>(work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const turn = setImmediate(() => {
      const error = new Error('A transaction closure awaited something that is not a statement of its transaction.');
      log.error({ err: error }, 'transaction rolled back');
      reject(error);
    });
    void work.then(resolve, reject).finally(() => clearImmediate(turn));
  });
}
