import { chownSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { preloadOptions } from '#e2e/fakes/preload.ts';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createCa, issue, writeCa } from '#e2e/fakes/ca.ts';
import { getComponent } from '#lib/catalog/catalog.ts';
import type { Settings } from '#lib/catalog/input.ts';
import { createOutbound } from '#lib/outbound/connector.ts';
import { verify } from '#lib/verify/verify.ts';
import { startPostgres, type PostgresServer } from '../../../scripts/vitest/postgres-server.ts';

const password = `p"ä ss'`;
const name = 'db.example-saas.com';
const hba = `
hostssl all encrypted_only 127.0.0.1/32 scram-sha-256
host all ghost 127.0.0.1/32 trust
host all locked_out 127.0.0.1/32 reject
host all postgres,orders_sync,full 127.0.0.1/32 scram-sha-256
`;
const statements = [
  `CREATE ROLE orders_sync LOGIN PASSWORD '${password.replaceAll("'", "''")}'`,
  `CREATE ROLE encrypted_only LOGIN PASSWORD 'pw'`,
  `CREATE ROLE "full" LOGIN PASSWORD 'pw' CONNECTION LIMIT 0`,
  'CREATE DATABASE orders',
  'CREATE DATABASE guarded',
  'REVOKE CONNECT ON DATABASE guarded FROM PUBLIC',
  'CREATE DATABASE closed ALLOW_CONNECTIONS false',
  `ALTER SYSTEM SET ssl = 'on'`,
];

const dir = mkdtempSync(join(tmpdir(), 'keyhaven-verify-'));
let server: PostgresServer;
let port = 0;
let caCertificate = '';
let caFile = '';

/** Files of the server belong to its user, whoever that is. */
function writeFor(owner: string, file: string, text: string): void {
  const { uid, gid } = statSync(owner);
  writeFileSync(file, text, { mode: 0o600 });
  chownSync(file, uid, gid);
}

beforeAll(async () => {
  server = await startPostgres();
  port = Number(new URL(server.url).port);
  const ca = await createCa();
  const certificate = await issue(ca, ['127.0.0.1', name]);
  caCertificate = ca.cert;
  caFile = await writeCa(ca, dir);

  const admin = new pg.Client({ connectionString: server.url });
  await admin.connect();
  const { rows } = await admin.query<{ data: string; hba: string }>(
    `SELECT current_setting('data_directory') AS data, current_setting('hba_file') AS hba`,
  );
  const [paths] = rows;
  if (!paths) throw new Error('The server says where its files are.');
  writeFor(paths.data, join(paths.data, 'server.crt'), certificate.cert);
  writeFor(paths.data, join(paths.data, 'server.key'), certificate.key);
  writeFor(paths.data, paths.hba, hba);
  for (const statement of statements) await admin.query(statement);
  await admin.query('SELECT pg_reload_conf()');
  await admin.end();
  await vi.waitFor(async () => expect(await check({})).toMatchObject({ outcome: 'passed' }), 20_000);
}, 60_000);

afterAll(async () => {
  await server.stop();
  rmSync(dir, { recursive: true, force: true });
});

interface Change {
  readonly settings?: Settings;
  readonly password?: string;
  readonly allow?: readonly string[];
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

async function check(change: Change) {
  const typed = {
    host: '127.0.0.1',
    port,
    database: 'orders',
    user: 'orders_sync',
    sslmode: 'verify-full',
    caCertificate,
  };
  const settings: Settings = { ...typed, ...change.settings };
  const secret = { password: change.password ?? password };
  const allow = change.allow ?? [`127.0.0.1:${port}`];
  const result = await verify(
    {
      component: getComponent('postgres'),
      authType: 'database',
      settings,
      secret,
      audience: [`postgres://${String(settings['host'])}:${port}`],
    },
    {
      owner: 'ten_a',
      outbound: createOutbound({ allow }),
      allow,
      environment: change.environment ?? {},
      clock: Date.now,
    },
  );
  if (secret.password !== 'pw') expect(JSON.stringify(result)).not.toContain(secret.password);
  return result;
}

describe('PostgreSQL', () => {
  it('says who is connected to what', async () => {
    const result = await check({});
    expect(result).toMatchObject({
      outcome: 'passed',
      message: 'Connected as orders_sync to orders.',
      account: 'orders_sync to orders',
      fix: null,
    });
    expect(result.steps.map(({ label, outcome }) => [label, outcome])).toEqual([
      ['127.0.0.1 reached', 'passed'],
      ['Encrypted connection', 'passed'],
      ['Signed in as orders_sync', 'passed'],
      ['First query answered', 'passed'],
    ]);
  });

  it.each([
    ['require', /certificate is not checked/],
    ['disable', /password can be read on the way/],
  ])('with encryption %s passes and says what that means', async (sslmode, advice) => {
    const result = await check({ settings: { sslmode, caCertificate: '' } });
    expect(result).toMatchObject({ outcome: 'passed', fix: expect.stringMatching(advice) as string });
  });

  it('names a wrong password, and what is right', async () => {
    expect(await check({ password: 'not-it-0815' })).toMatchObject({
      outcome: 'failed',
      code: 'wrong_password',
      message: 'PostgreSQL did not accept the password.',
      fix: 'The server was reached and the connection is encrypted, so host and port are right. Type the password for orders_sync again, or ask your database administrator to reset it.',
      field: 'password',
      account: null,
      detail: '28P01 at sign-in',
      steps: [{ outcome: 'passed' }, { outcome: 'passed' }, { outcome: 'failed' }],
    });
    const plain = await check({ password: 'not-it-0815', settings: { sslmode: 'disable' } });
    expect(plain.fix).toContain('The server was reached, so host and port are right.');
  });

  it.each<[string, Change, string, string]>([
    ['an unknown database', { settings: { database: 'nope' } }, 'no_such_database', 'database'],
    ['a database it may not use', { settings: { database: 'guarded' } }, 'forbidden', 'user'],
    ['a closed database', { settings: { database: 'closed' } }, 'database_closed', 'database'],
    ['an unknown user that needs no password', { settings: { user: 'ghost' } }, 'no_such_user', 'user'],
    ['a user that is kept out', { settings: { user: 'locked_out' } }, 'host_not_allowed', 'host'],
    ['a user nobody thought of', { settings: { user: 'stranger' } }, 'host_not_allowed', 'host'],
    [
      'no encryption where it is needed',
      { settings: { user: 'encrypted_only', sslmode: 'disable' }, password: 'pw' },
      'tls_required',
      'sslmode',
    ],
    ['no free connection', { settings: { user: 'full' }, password: 'pw' }, 'too_many_connections', ''],
    ['an authority nobody trusts', { settings: { caCertificate: '' } }, 'tls_error', 'host'],
  ])('names %s', async (_, change, code, field) => {
    const result = await check(change);
    expect(result).toMatchObject({ outcome: 'failed', code, field: field || null });
    expect(JSON.stringify(result)).not.toMatch(/FATAL|pg_hba\.conf entry|does not exist|password authentication/);
  });

  it('takes an encrypted connection where one is needed', async () => {
    expect(await check({ settings: { user: 'encrypted_only' }, password: 'pw' })).toMatchObject({ outcome: 'passed' });
  });

  it('is not called at a private address that no operator allowed', async () => {
    expect(await check({ allow: [] })).toMatchObject({
      code: 'address_refused',
      message: '127.0.0.1 is a private address.',
      fix: `An operator can allow it with one line: OUTBOUND_ALLOW=127.0.0.1:${port}`,
      field: 'host',
      steps: [{ label: '127.0.0.1 reached', outcome: 'failed' }],
    });
  });

  it('is found by name and trusted by what this installation trusts', async () => {
    const environment = {
      NODE_OPTIONS: preloadOptions({ [name]: '127.0.0.1' }),
      NODE_EXTRA_CA_CERTS: caFile,
      PGUSER: 'somebody_else',
      PGSSLMODE: 'disable',
    };
    const settings = { host: name, caCertificate: '' };
    expect(await check({ settings, environment })).toMatchObject({ outcome: 'passed' });
    expect(await check({ settings, environment: { ...environment, NODE_EXTRA_CA_CERTS: '' } })).toMatchObject({
      code: 'tls_error',
    });
  });

  it('answers many checks at once', async () => {
    const results = await Promise.all(
      Array.from({ length: 6 }, (_, n) => check(n % 2 ? { password: 'not-it-0815' } : {})),
    );
    expect(results.map((one) => one.code)).toEqual([
      'passed',
      'wrong_password',
      'passed',
      'wrong_password',
      'passed',
      'wrong_password',
    ]);
  });
});
