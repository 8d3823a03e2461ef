import type pg from 'pg';
import { AppError } from '#lib/errors.ts';
import { ClosureGuard, insideClosure, refuseInsideClosure } from '../closure-guard.ts';
import { causes, transactionMsMax, type Closure, type Engine, type Tx } from '../engine.ts';
import { postgresMigrations } from './migrations.ts';
import { idleInTransactionMsMax, openPool, statementMsMax } from './pool.ts';
import { quietDb } from './session.ts';

const retriesMax = 5;
const retryMsMax = 100;

export function openPostgres(url: string): Engine {
  const writers = openPool(url, 'read write');
  const readers = openPool(url, 'read only');
  const readDb = quietDb({ query: (query, values) => readers.query(query, values) });
  return {
    kind: 'postgres',
    name: nameOf(url),
    migrations: postgresMigrations(writers),
    read() {
      refuseInsideClosure('read()');
      return readDb;
    },
    async transact<T>(closure: Closure<T>) {
      refuseInsideClosure('transact()');
      return withRetries(() => runOnce(writers, closure, 'serializable'));
    },
    async compareAndSet<T>(closure: Closure<T>) {
      refuseInsideClosure('compareAndSet()');
      return withRetries(() => runOnce(writers, closure, 'read committed'));
    },
    isUniqueViolation,
    async ping() {
      await Promise.all([readers.query('select 1'), writers.query('select 1')]);
    },
    async close() {
      await Promise.all([readers.end(), writers.end()]);
    },
  };
}

/** Host, port and name; never the password. */
function nameOf(url: string): string {
  const { host, pathname } = new URL(url);
  return `PostgreSQL ${host}${pathname}`;
}

/** SERIALIZABLE may refuse a transaction for what others did meanwhile; run again, it finds the world after them. */
async function withRetries<T>(run: () => Promise<T>): Promise<T> {
  for (let retry = 0; ; retry += 1) {
    try {
      return await run();
    } catch (error) {
      if (!isConflict(error)) throw error;
      if (retry === retriesMax) throw new AppError('BUSY', 'The database is busy.', {}, { cause: error });
      const ms = Math.random() * Math.min(retryMsMax, 4 * 2 ** retry);
      await new Promise((resolve) => setTimeout(resolve, ms));
    }
  }
}

type Isolation = 'serializable' | 'read committed';

async function runOnce<T>(pool: pg.Pool, closure: Closure<T>, isolation: Isolation): Promise<T> {
  const client = await pool.connect();
  const guard = new ClosureGuard();
  let isReusable = true;
  const begunAt = performance.now();
  try {
    const now = await begin(client, isolation);
    const value = await insideClosure(guard, async () => closure(txOf(client, guard), now));
    if (guard.failure) throw guard.failure.error;
    guard.end();
    refuseLate(begunAt);
    await client.query('commit');
    return value;
  } catch (error) {
    guard.end();
    isReusable = await client.query('rollback').then(
      () => true,
      () => false,
    );
    // A conflict that the closure has dressed as an error of its own is a conflict all the same.
    throw guard.failure && isConflict(guard.failure.error) ? guard.failure.error : error;
  } finally {
    client.release(!isReusable);
  }
}

/** Each statement has an end, the transaction has one as well: what it wrote is of the time it began. */
function refuseLate(begunAt: number): void {
  const commitMsMax = idleInTransactionMsMax + statementMsMax;
  if (performance.now() - begunAt <= transactionMsMax - commitMsMax) return;
  throw new AppError('BUSY', 'The database is busy.', {}, { cause: new Error('A transaction took too long.') });
}

/** Two statements in one round trip: pg then answers with a list. */
async function begin(client: pg.PoolClient, isolation: Isolation): Promise<number> {
  const answer: unknown = await client.query(
    `begin isolation level ${isolation};
     select (extract(epoch from clock_timestamp()) * 1000)::bigint::float8 as now`,
  );
  const last: unknown = Array.isArray(answer) ? answer.at(-1)?.rows[0]?.now : undefined;
  if (typeof last !== 'number') throw new Error('The database told no time.');
  return last;
}

const txOf = (client: pg.PoolClient, guard: ClosureGuard): Tx =>
  quietDb({
    async query(query, values) {
      guard.check();
      try {
        return await client.query(query, values);
      } catch (error) {
        guard.fail(error);
        throw error;
      }
    },
  });

function isConflict(error: unknown): boolean {
  for (const { code } of causes(error)) if (code === '40001' || code === '40P01') return true;
  return false;
}

function isUniqueViolation(error: unknown, indexName?: string): boolean {
  for (const one of causes(error)) {
    if (one.code !== '23505') continue;
    return indexName === undefined || ('constraint' in one && one.constraint === indexName);
  }
  return false;
}
