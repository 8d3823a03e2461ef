import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { env } from '#lib/env.ts';
import { migrationFiles } from './migration-files.ts';
import { openSqlite } from './sqlite/engine.ts';
import { testDatabase } from './testing.ts';

const folder = mkdtempSync(join(tmpdir(), 'keyhaven-test-'));
let sqlite: Database.Database;
let postgres: pg.Client;

beforeAll(async () => {
  const path = join(folder, 'keyhaven.db');
  const engine = openSqlite(path);
  await engine.migrations.apply(() => migrationFiles('sqlite'));
  await engine.close();
  sqlite = new Database(path);
  await testDatabase();
  postgres = new pg.Client({ connectionString: env.databaseUrl ?? '' });
  await postgres.connect();
});
afterAll(async () => {
  sqlite.close();
  await postgres.end();
  rmSync(folder, { recursive: true });
});

/** Each query answers with lines of text, in any order. */
async function compare(ofSqlite: string, ofPostgres: string): Promise<string[]> {
  const left = sqlite.prepare<[], string>(ofSqlite).pluck().all().sort();
  const { rows } = await postgres.query<{ line: string }>(ofPostgres);
  expect(rows.map(({ line }) => line).sort()).toEqual(left);
  return left;
}

const tables = `sqlite_schema t where t.type = 'table' and t.name not like 'sqlite_%'`;

it('both have the same columns, types and nullability', async () => {
  const lines = await compare(
    `select t.name || '.' || c.name || ' ' || lower(c.type) || ' ' || (c."notnull" or c.pk > 0)
     from sqlite_schema t, pragma_table_info(t.name) c where t.type = 'table' and t.name not like 'sqlite_%'`,
    `select table_name || '.' || column_name || ' ' ||
       case data_type when 'bytea' then 'blob' when 'text' then 'text' else 'integer' end || ' ' ||
       (is_nullable = 'NO')::int as line
     from information_schema.columns where table_schema = 'public'`,
  );
  expect(lines).toContain('credentials.name_key text 1');
});

it('both have the same primary keys', async () => {
  await compare(
    `select t.name || ' ' || (select group_concat(name) from
       (select name from pragma_table_info(t.name) where pk > 0 order by pk)) from ${tables}`,
    `select t.relname || ' ' || (select string_agg(a.attname, ',' order by k.n)
       from unnest(i.indkey) with ordinality k(att, n) join pg_attribute a on a.attrelid = t.oid and a.attnum = k.att) as line
     from pg_index i join pg_class t on t.oid = i.indrelid
     where i.indisprimary and t.relnamespace = 'public'::regnamespace`,
  );
});

it('both have the same indexes, unique and partial alike', async () => {
  const lines = await compare(
    `select t.name || ' ' || l.name || ' ' || l."unique" || ' ' || l.partial || ' ' ||
       (select group_concat(name) from (select name from pragma_index_info(l.name) order by seqno))
     from sqlite_schema t, pragma_index_list(t.name) l where t.type = 'table' and l.origin = 'c'`,
    `select t.relname || ' ' || c.relname || ' ' || i.indisunique::int || ' ' || (i.indpred is not null)::int || ' ' ||
       (select string_agg(a.attname, ',' order by k.n)
        from unnest(i.indkey) with ordinality k(att, n) join pg_attribute a on a.attrelid = t.oid and a.attnum = k.att) as line
     from pg_index i join pg_class t on t.oid = i.indrelid join pg_class c on c.oid = i.indexrelid
     where not i.indisprimary and t.relnamespace = 'public'::regnamespace`,
  );
  expect(lines).toContain('credentials credentials_name_key 1 1 tenant_id,workspace_id,component,name_key');
});

it('both have the same references, and do the same when a row goes', async () => {
  const lines = await compare(
    `select t.name || ' ' || group_concat(f."from" || '=' || f."table" || '.' || f."to" order by f.seq) || ' ' ||
       lower(f.on_delete)
     from sqlite_schema t, pragma_foreign_key_list(t.name) f where t.type = 'table' group by t.name, f.id`,
    `select t.relname || ' ' || (select string_agg(a.attname || '=' || r.relname || '.' || b.attname, ',' order by k.n)
       from unnest(f.conkey, f.confkey) with ordinality k(own, other, n)
       join pg_attribute a on a.attrelid = t.oid and a.attnum = k.own
       join pg_attribute b on b.attrelid = r.oid and b.attnum = k.other) || ' ' ||
       case f.confdeltype when 'c' then 'cascade' when 'a' then 'no action' else f.confdeltype::text end as line
     from pg_constraint f join pg_class t on t.oid = f.conrelid join pg_class r on r.oid = f.confrelid
     where f.contype = 'f'`,
  );
  expect(lines.some((line) => line.endsWith('cascade'))).toBe(true);
});

it('SQLite keeps last uses in the order of their key', () => {
  expect(sqlite.prepare("select name from pragma_table_list where schema = 'main' and wr").pluck().all()).toContain(
    'last_uses',
  );
});

it('every text of PostgreSQL sorts by bytes', async () => {
  const { rows } = await postgres.query(
    `select table_name, column_name from information_schema.columns
     where table_schema = 'public' and table_name <> 'migrations' and data_type = 'text'
       and collation_name is distinct from 'C'`,
  );
  expect(rows).toEqual([]);
});
