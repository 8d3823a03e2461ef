import type { Statement } from 'better-sqlite3';
import type { ClosureGuard } from '../closure-guard.ts';
import type { Connection } from './connection.ts';

/** Distinct statement texts kept compiled. Texts vary with filters and row counts, so there is an end to it. */
const keptMax = 500;

/** Compiled statements by text. Compiling costs several times a small statement's run. */
export class Statements {
  readonly #connection: Connection;
  readonly #kept = new Map<string, Statement>();

  constructor(connection: Connection) {
    this.#connection = connection;
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

/** What Drizzle uses of a connection, for reads outside a transaction. */
export const readClient = (statements: Statements) => ({
  prepare: (text: string) => {
    const statement = statements.get(text);
    return modes(statement, (run) => run());
  },
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
    prepare: (text: string) =>
      modes(
        guarded(() => statements.get(text)),
        guarded,
      ),
  };
};

type Around = <T>(run: () => T) => T;

/** A kept statement remembers whether it answers with rows or with arrays, so each call says which it wants. */
const modes = (statement: Statement, around: Around) => ({
  run: (...values: unknown[]) => around(() => statement.run(...values)),
  all: (...values: unknown[]) => around(() => statement.raw(false).all(...values)),
  get: (...values: unknown[]) => around(() => statement.raw(false).get(...values)),
  raw: () => ({
    all: (...values: unknown[]) => around(() => statement.raw(true).all(...values)),
    get: (...values: unknown[]) => around(() => statement.raw(true).get(...values)),
  }),
});
