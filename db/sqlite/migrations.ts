import type { AppliedMigration, MigrationTarget } from '../engine.ts';
import type { Connection } from './connection.ts';

/** How long a start waits for another program that is migrating the same file. Nothing else runs then. */
const waitMsMax = 60_000;

export function sqliteMigrations(writer: Connection): MigrationTarget {
  return {
    async applied() {
      return isTableThere(writer) ? applied(writer) : null;
    },
    async apply(choose) {
      // A migration that rebuilds a table needs foreign keys off, and they can only be switched outside a transaction.
      const before = writer.pragma('busy_timeout', { simple: true });
      writer.pragma(`busy_timeout = ${waitMsMax}`);
      writer.pragma('foreign_keys = OFF');
      try {
        writer.transaction(() => run(writer, choose)).immediate();
      } finally {
        writer.pragma('foreign_keys = ON');
        writer.pragma(`busy_timeout = ${String(before)}`);
      }
    },
  };
}

function run(writer: Connection, choose: Parameters<MigrationTarget['apply']>[0]): void {
  writer.exec(
    `create table if not exists migrations
       (tag text primary key not null, hash text not null, version text not null, applied_at integer not null)`,
  );
  const insert = writer.prepare(
    `insert into migrations values (?, ?, ?, cast(round(unixepoch('subsec') * 1000) as integer))`,
  );
  for (const { tag, hash, version, statements } of choose(applied(writer))) {
    for (const statement of statements) writer.exec(statement);
    insert.run(tag, hash, version);
  }
  const broken: unknown = writer.pragma('foreign_key_check');
  if (Array.isArray(broken) && broken.length > 0)
    throw new Error(`${broken.length} rows refer to rows that are not there.`);
}

const isTableThere = (writer: Connection): boolean =>
  writer.prepare(`select 1 from sqlite_schema where type = 'table' and name = 'migrations'`).get() !== undefined;

const applied = (writer: Connection): AppliedMigration[] =>
  writer.prepare<[], AppliedMigration>('select tag, hash, version from migrations order by tag').all();
