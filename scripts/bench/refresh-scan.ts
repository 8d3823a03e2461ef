/** How long it takes to find what is due among very many: `refresh-scan.ts <rows>`, on the engine of DATABASE_URL. */
import Database from 'better-sqlite3';
import pg from 'pg';
import { databasePath } from '#db/client.ts';
import { dropDatabase, testDatabase } from '#db/testing.ts';
import { newTurn, nextDue } from '#lib/due-grants/queries.ts';
import { median, percentile, rounded } from './figures.ts';

const rows = Number(process.argv[2]);
const samples = 200;
/** One in so many is due; more than are looked at in one go. */
const dueEvery = 1_000;

const columns = `tenant_id, workspace_id, credential_id, version, component, grant_type, client_id, app_id, is_refreshable,
  generation, tokens_at, access_expires_at, scopes_asked, state, refresh_due_at, host, lease_generation, sent_count, attempts`;

/** Fifty tenants, twenty providers, the due times spread over an hour ahead. */
const values = (n: string, now: number, yes: string): string => `
  'ten_' || (${n} % 50), 'wsp_' || (${n} % 50), 'crd_' || ${n}, 1, 'oauth2', 'authorization_code', 'c', 'oap_1', ${yes}, 1,
  ${now}, ${now + 3_600_000} + ${n}, '[]', 'live',
  case when ${n} % ${dueEvery} = 0 then ${now} - ${n} % 60000 else ${now + 600_000} + (cast(${n} as bigint) * 7919) % 3600000 end,
  'login' || (${n} % 20) || '.example.com:443', 1, 0, 0`;

/** Grants without credentials: only they are looked at. */
async function fill(): Promise<void> {
  const now = Date.now();
  const url = process.env['DATABASE_URL'];
  if (!url) {
    const db = new Database(databasePath());
    db.pragma('foreign_keys = off');
    db.exec(`with recursive s(n) as (select 1 union all select n + 1 from s where n < ${rows})
             insert into grants (${columns}) select ${values('n', now, '1')} from s; analyze`);
    db.close();
    return;
  }
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  // What failed is told by its own statement, not by the end of the connection.
  client.on('error', () => undefined);
  await client.query('set session_replication_role = replica');
  await client.query(
    `insert into grants (${columns}) select ${values('n', now, 'true')} from generate_series(1, ${rows}) n`,
  );
  await client.query('vacuum analyze grants');
  await client.end();
}

await testDatabase();
try {
  await fill();
  const took: number[] = [];
  for (let n = 0; n < samples; n += 1) {
    const from = performance.now();
    const next = await nextDue(newTurn(), new Map(), () => performance.now());
    took.push(performance.now() - from);
    if (next === null) throw new Error('Nothing was due.');
  }
  console.log(JSON.stringify({ medianMs: rounded(median(took)), p95Ms: rounded(percentile(took, 95)) }));
} finally {
  await dropDatabase();
}
