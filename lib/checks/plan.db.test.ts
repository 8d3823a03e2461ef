import Database from 'better-sqlite3';
import pg from 'pg';
import { beforeAll, expect, it, vi } from 'vitest';
import { databasePath } from '#db/client.ts';
import { testDatabase } from '#db/testing.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { claimDueCheck } from './commands.ts';
import { newTurn } from './queries.ts';

beforeAll(testDatabase);

const url = () => process.env['DATABASE_URL'];

/** The statements of a claim that look for credentials, as the database is asked them. */
async function asked(): Promise<string[]> {
  const spy = url() ? vi.spyOn(pg.Client.prototype, 'query') : vi.spyOn(Database.prototype, 'prepare');
  await claimDueCheck({ ...newTurn(), tenantId: 'ten_0' });
  const texts = spy.mock.calls.map(([query]) =>
    typeof query === 'string' ? query : String(Reflect.get(query, 'text')),
  );
  spy.mockRestore();
  return [...new Set(texts)].filter((text) => /^select .* from "credentials"/s.test(text));
}

/** How the database would go about it, in its own words; on PostgreSQL as if the table were large. */
async function planOf(text: string): Promise<string> {
  const server = url();
  if (server === undefined) {
    const db = new Database(databasePath(), { readonly: true });
    const rows = db.prepare<unknown[], { detail: string }>(`explain query plan ${text.replaceAll('?', '1')}`).all();
    db.close();
    return rows.map((row) => row.detail).join('\n');
  }
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  await client.query('set enable_seqscan = off; set enable_sort = off; set enable_bitmapscan = off');
  const { rows } = await client.query<{ 'QUERY PLAN': string }>(`explain (generic_plan) ${text}`);
  await client.end();
  return rows.map((row) => row['QUERY PLAN']).join('\n');
}

it('a claim reads a few entries of its index, never a table, and sorts nothing', async () => {
  await testWorkspace();
  const texts = await asked();
  expect(texts.length).toBeGreaterThanOrEqual(3);
  for (const text of texts) {
    const plan = await planOf(text);
    expect(plan, text).toMatch(/credentials_verify_(turn|due)/);
    expect(plan, text).not.toMatch(/^SCAN|TEMP B-TREE|Seq Scan|Sort/m);
  }
});
