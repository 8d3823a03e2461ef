import { causes, type Closure, type Engine } from '../engine.ts';
import { refuseInsideClosure } from '../closure-guard.ts';
import { Committer } from './committer.ts';
import { assertSettings, openReader, openWriter, type Connection } from './connection.ts';
import { makeJob, sqliteDb } from './job.ts';
import { sqliteMigrations } from './migrations.ts';
import { makePlace } from './place.ts';
import { readClient, Statements } from './statements.ts';

/** One connection writes, through the committer, and reads while it does not; the other only reads. */
export function openSqlite(path: string): Engine {
  makePlace(path);
  const writer = openWriter(path);
  const reader = openReader(path);
  const statements = new Statements(writer);
  const committer = new Committer(writer);
  const readDb = sqliteDb(readClient(new Statements(reader), statements));
  const clock = clockOf(writer);
  const add = <T>(closure: Closure<T>): Promise<T> =>
    new Promise((resolve, reject) => committer.add(makeJob(statements, clock, closure, { resolve, reject })));
  return {
    kind: 'sqlite',
    name: path,
    migrations: sqliteMigrations(writer),
    read() {
      refuseInsideClosure('read()');
      return readDb;
    },
    async transact<T>(closure: Closure<T>) {
      refuseInsideClosure('transact()');
      return add(closure);
    },
    // Writers come one after the other here: nothing is gained by looking less.
    async compareAndSet<T>(closure: Closure<T>) {
      refuseInsideClosure('compareAndSet()');
      return add(closure);
    },
    isUniqueViolation: (error, indexName) => isUniqueViolation(reader, error, indexName),
    async ping() {
      for (const connection of [writer, reader]) assertSettings(connection);
      reader.prepare('select 1').get();
    },
    async close() {
      await committer.drain();
      reader.close();
      writer.close();
    },
  };
}

/** The database's clock, in epoch milliseconds. */
function clockOf(connection: Connection): () => number {
  const statement = connection.prepare<[], number>(`select cast(round(unixepoch('subsec') * 1000) as integer)`).pluck();
  return () => Number(statement.get());
}

/** SQLite names the columns, not the index: `UNIQUE constraint failed: t.a, t.b`. */
function isUniqueViolation(reader: Connection, error: unknown, indexName?: string): boolean {
  for (const { code, message } of causes(error)) {
    if (code !== 'SQLITE_CONSTRAINT_UNIQUE' && code !== 'SQLITE_CONSTRAINT_PRIMARYKEY') continue;
    return indexName === undefined || message.endsWith(`: ${columnsOf(reader, indexName)}`);
  }
  return false;
}

function columnsOf(reader: Connection, indexName: string): string {
  const rows = reader
    .prepare<[string], string>(
      `select m.tbl_name || '.' || c.name from sqlite_schema m, pragma_index_info(m.name) c
       where m.type = 'index' and m.name = ? order by c.seqno`,
    )
    .pluck()
    .all(indexName);
  if (rows.length === 0) throw new Error(`There is no index ${indexName}.`);
  return rows.join(', ');
}
