import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import type { InsertMany } from './insert-many.ts';

/** Only what both engines mean the same is in these types. */
export type ReadDb = Pick<NodePgDatabase, 'select' | 'selectDistinct' | '$count'>;
export type Tx = ReadDb & Pick<NodePgDatabase, 'insert' | 'update' | 'delete'> & { readonly insertMany: InsertMany };

/**
 * The body of a transaction. It awaits nothing but statements of its own `tx`, and it may run more than once; `now` is
 * the database's clock in epoch milliseconds.
 */
export type Closure<T> = (tx: Tx, now: number) => PromiseLike<T>;

/** Of any transaction, from its `now` to its end: whoever takes longer is rolled back. */
export const transactionMsMax = 60_000;

export interface AppliedMigration {
  readonly tag: string;
  readonly hash: string;
  /** The version of Keyhaven that applied it. */
  readonly version: string;
}

export interface PendingMigration extends AppliedMigration {
  readonly statements: readonly string[];
}

export interface MigrationTarget {
  /** Null: no migration was ever applied here. */
  applied(): Promise<readonly AppliedMigration[] | null>;
  /**
   * Runs `choose` on what is applied and then what it returns, all in one transaction that no other process can enter.
   */
  apply(choose: (applied: readonly AppliedMigration[]) => readonly PendingMigration[]): Promise<void>;
}

export interface Engine {
  readonly kind: 'sqlite' | 'postgres';
  /** For messages to people: where the database is, without a password. */
  readonly name: string;
  readonly migrations: MigrationTarget;
  read(): ReadDb;
  transact<T>(closure: Closure<T>): Promise<T>;
  /** See `compareAndSet` in client.ts. */
  compareAndSet<T>(closure: Closure<T>): Promise<T>;
  isUniqueViolation(error: unknown, indexName?: string): boolean;
  /** Resolves when the database answers and is set up as it must be; else throws. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** The error, and everything it was caused by. */
export function* causes(error: unknown): Generator<Error & { readonly code?: unknown }> {
  for (let one = error; one instanceof Error; one = one.cause) yield one;
}

const diskFullCodes: readonly unknown[] = ['SQLITE_FULL', '53100'];

/** SQLite's code for it and PostgreSQL's. */
export function isDiskFull(error: unknown): boolean {
  for (const { code } of causes(error)) if (diskFullCodes.includes(code)) return true;
  return false;
}
