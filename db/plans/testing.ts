import Database from 'better-sqlite3';
import pg from 'pg';
import { vi } from 'vitest';
import { env } from '#lib/env.ts';
import { databasePath } from '../client.ts';

/** What the database is asked meanwhile, each statement once. */
export async function statementsOf(work: () => Promise<unknown>): Promise<string[]> {
  const spy = env.databaseUrl ? vi.spyOn(pg.Client.prototype, 'query') : vi.spyOn(Database.prototype, 'prepare');
  await work();
  const texts = spy.mock.calls.map(([query]) =>
    typeof query === 'string' ? query : String(Reflect.get(query, 'text')),
  );
  spy.mockRestore();
  return [...new Set(texts)];
}

/** How the database would go about it, in its own words; on PostgreSQL as if the table were large. */
export async function planOf(text: string): Promise<string> {
  const { databaseUrl } = env;
  if (!databaseUrl) {
    const db = new Database(databasePath(), { readonly: true });
    const rows = db.prepare<unknown[], { detail: string }>(`explain query plan ${text.replaceAll('?', '1')}`).all();
    db.close();
    return rows.map((row) => row.detail).join('\n');
  }
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query('set enable_seqscan = off; set enable_sort = off; set enable_bitmapscan = off');
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(`explain (generic_plan) ${text}`);
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  } finally {
    await client.end();
  }
}
