import { sql, type SQL } from 'drizzle-orm';
import { read } from './client.ts';
import type { ReadDb } from './engine.ts';

interface Question<R> {
  prepare(name: string): { execute(values: Record<string, unknown>): PromiseLike<R> };
}

/**
 * A question of every request, where building its text takes longer than answering it: built once for each database that
 * is opened. Texts go in by `given`, numbers by `sql.placeholder`. PostgreSQL keeps its plan under the name, which is this
 * question's alone.
 */
export function prepared<R>(
  name: string,
  build: (db: ReadDb) => Question<R>,
): (values: Record<string, string | number>) => Promise<R> {
  const made = new WeakMap<ReadDb, ReturnType<Question<R>['prepare']>>();
  return async (values) => {
    const db = read();
    let question = made.get(db);
    if (!question) made.set(db, (question = build(db).prepare(name)));
    return question.execute(values);
  };
}

/**
 * The text that is given under this name. SQLite looks at the bare values of a join to plan it, and so plans it anew each
 * time they are bound, which takes longer than answering; behind a cast it does not look.
 */
export const given = (name: string): SQL => sql`cast(${sql.placeholder(name)} as text)`;
