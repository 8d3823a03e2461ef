import type { Statement } from 'better-sqlite3';
import type { ClosureGuard } from '../closure-guard.ts';
import { isBusy, type Connection } from './connection.ts';

/** Distinct statement texts kept compiled. Texts vary with filters and row counts, so there is an end to it. */
const keptMax = 500;

/** Compiled statements by text. Compiling costs several times a small statement's run. */
export class Statements {
  readonly #connection: Connection;
  readonly #kept = new Map<string, Statement>();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  get inTransaction(): boolean {
    return this.#connection.inTransaction;
  }

  get(text: string): Statement {
    const kept = this.#kept.get(text);
    if (kept) return kept;
    const made = this.#connection.prepare(text);
    if (this.#kept.size >= keptMax) this.#forgetOldest();
    this.#kept.set(text, made);
    return made;
  }

  #forgetOldest(): void {
    const [oldest] = this.#kept.keys();
    if (oldest !== undefined) this.#kept.delete(oldest);
  }
}

/**
 * What Drizzle uses for reads outside a transaction. Another connection's commit makes a reader forget every page it has
 * in memory, and the writer keeps its own: while it is in no transaction, the writer answers what only reads. Else the
 * reader does, which sees nothing that is not committed, and cannot write.
 */
export const readClient = (reader: Statements, writer: Statements) => ({
  prepare: (text: string) =>
    modes((use) => {
      try {
        const statement = writer.inTransaction ? null : writer.get(text);
        // BEGIN counts as reading too, and brings no rows.
        if (statement?.readonly && statement.reader) return use(statement);
      } catch (error) {
        // For another program a reader waits, and the writer does not.
        if (!isBusy(error)) throw error;
      }
      return use(reader.get(text));
    }),
});

/** The same for one closure, whose guard sees every statement. */
export const closureClient = (statements: Statements, guard: ClosureGuard) => {
  const guarded = <T>(run: () => T): T => {
    guard.check();
    try {
      return run();
    } catch (error) {
      guard.fail(error);
      throw error;
    }
  };
  return {
    prepare: (text: string) => {
      const statement = guarded(() => statements.get(text));
      return modes((use) => guarded(() => use(statement)));
    },
  };
};

type Using = <T>(use: (statement: Statement) => T) => T;

/** A kept statement remembers whether it answers with rows or with arrays, so each call says which it wants. */
const modes = (using: Using) => ({
  run: (...values: unknown[]) => using((statement) => statement.run(...values)),
  all: (...values: unknown[]) => using((statement) => statement.raw(false).all(...values)),
  get: (...values: unknown[]) => using((statement) => statement.raw(false).get(...values)),
  raw: () => ({
    all: (...values: unknown[]) => using((statement) => statement.raw(true).all(...values)),
    get: (...values: unknown[]) => using((statement) => statement.raw(true).get(...values)),
  }),
});
