import { read } from './client.ts';
import type { ReadDb, Tx, Written } from './engine.ts';

interface Question<R> {
  prepare(name: string): { execute(values: Record<string, unknown>): PromiseLike<R> };
}

/**
 * A question of every request, where building its text takes longer than answering it: built once for each database that
 * is opened. Values go in by `sql.placeholder`. PostgreSQL keeps its plan under the name, which is this question's alone.
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

/** The same for a write that comes with every request. Its text is of this program's one engine. */
export function preparedWrite(
  build: (tx: Tx) => { toSQL(): Written },
): (tx: Tx, values: Readonly<Record<string, unknown>>) => Promise<void> {
  let written: Written | undefined;
  return (tx, values) => tx.run((written ??= build(tx).toSQL()), values);
}
