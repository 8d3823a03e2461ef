import { env } from '#lib/env.ts';
import { AppError } from '#lib/errors.ts';
import { isDiskFull, type Closure, type Engine, type MigrationTarget, type ReadDb, type Tx } from './engine.ts';
import { openPostgres } from './postgres/engine.ts';
import { openSqlite } from './sqlite/engine.ts';
import { sqlitePath } from './sqlite/place.ts';

export type { Closure, ReadDb, Tx };
export { transactionMsMax } from './engine.ts';

/** Next loads this module up to three times in a process; there is one database all the same. */
const slot = Symbol.for('keyhaven.database');
const shared = globalThis as typeof globalThis & { [slot]?: Engine | undefined };

function engine(): Engine {
  shared[slot] ??= env.databaseUrl ? openPostgres(env.databaseUrl) : openSqlite(databasePath());
  return shared[slot];
}

/** The embedded database's file. */
export const databasePath = (): string => sqlitePath(env.dataDir);

/** For messages to people: the file, or host and name of the PostgreSQL database. */
export const databaseName = (): string => engine().name;

/** Committed rows only. Not for use inside `transact`, where `tx` sees what the transaction has written. */
export const read = (): ReadDb => engine().read();

/**
 * All of the closure's writes, or none. It resolves when they are on disk. The closure awaits nothing but its own
 * statements, may run more than once, and its first failed statement ends it on both engines.
 */
export async function transact<T>(closure: Closure<T>): Promise<T> {
  return engine().transact(closure).catch(rethrowDiskFull);
}

/**
 * The same for a closure whose every write names what it was made from, and that looks at how many rows it changed. Only
 * those writes are guarded: what it has read besides may have changed meanwhile. PostgreSQL lets writers of neighbouring
 * rows pass each other then, where it would refuse most of them.
 */
export async function compareAndSet<T>(closure: Closure<T>): Promise<T> {
  return engine().compareAndSet(closure).catch(rethrowDiskFull);
}

function rethrowDiskFull(error: unknown): never {
  throw isDiskFull(error) ? new AppError('DISK_FULL', diskFullText, {}, { cause: error }) : error;
}

const diskFullText = 'The server has no room left to store anything. Nothing was saved.';

/** Whether a unique index refused a row: any, or the one named. */
export const isUniqueViolation = (error: unknown, indexName?: string): boolean =>
  engine().isUniqueViolation(error, indexName);

/** Health: resolves when the database answers and is set up as it must be. */
export const ping = (): Promise<void> => engine().ping();

/** For `migrate.ts`. */
export const migrationTarget = (): MigrationTarget => engine().migrations;

/** Waits for what is under way. The next use opens the database again. */
export async function close(): Promise<void> {
  const open = shared[slot];
  shared[slot] = undefined;
  await open?.close();
}
