import type pg from 'pg';
import type { AppliedMigration, MigrationTarget } from '../engine.ts';

/** Any number that is ours: programs that start at once queue here instead of migrating twice. */
const lockNumber = 7_326_110_521;

export function postgresMigrations(pool: pg.Pool): MigrationTarget {
  return {
    async applied() {
      const { rows } = await pool.query<{ found: string | null }>(`select to_regclass('migrations')::text as found`);
      return rows[0]?.found ? applied(pool) : null;
    },
    async apply(choose) {
      const client = await pool.connect();
      try {
        await client.query('begin');
        await client.query('set local statement_timeout = 0');
        await client.query('select pg_advisory_xact_lock($1)', [lockNumber]);
        await run(client, choose);
        await client.query('commit');
        client.release();
      } catch (error) {
        // The connection goes with whatever state it is in; the server rolls back.
        client.release(true);
        throw error;
      }
    },
  };
}

async function run(client: pg.PoolClient, choose: Parameters<MigrationTarget['apply']>[0]): Promise<void> {
  await client.query(
    `create table if not exists migrations
       (tag text primary key, hash text not null, version text not null, applied_at bigint not null)`,
  );
  for (const { tag, hash, version, statements } of choose(await applied(client))) {
    for (const statement of statements) await client.query(statement);
    await client.query(
      `insert into migrations values ($1, $2, $3, (extract(epoch from clock_timestamp()) * 1000)::bigint)`,
      [tag, hash, version],
    );
  }
}

async function applied(client: pg.Pool | pg.PoolClient): Promise<AppliedMigration[]> {
  return (await client.query<AppliedMigration>('select tag, hash, version from migrations order by tag')).rows;
}
