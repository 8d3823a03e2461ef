import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCa, issue, type Ca } from '#e2e/fakes/ca.ts';
import { preloadOptions } from '#e2e/fakes/preload.ts';
import type { Settings } from '#lib/catalog/input.ts';
import { startMariadb, type MariadbServer } from '../../../scripts/vitest/mariadb-server.ts';
import { stepsOf, tryDriver, type Tried } from './testing.ts';

const password = `p"ä ss'`;
const quoted = `'${password.replaceAll("'", "''")}'`;
const name = 'db.example-saas.com';
const statements = [
  `CREATE USER orders_sync@'%' IDENTIFIED BY ${quoted}`,
  `CREATE USER encrypted_only@'%' IDENTIFIED BY ${quoted} REQUIRE SSL`,
  `CREATE USER elsewhere@'10.9.8.7' IDENTIFIED BY ${quoted}`,
  `CREATE USER locked_out@'%' IDENTIFIED BY ${quoted} ACCOUNT LOCK`,
  `CREATE USER expired@'%' IDENTIFIED BY ${quoted} PASSWORD EXPIRE`,
  `CREATE USER full@'%' IDENTIFIED BY ${quoted} WITH MAX_USER_CONNECTIONS -1`,
  `CREATE USER by_socket@'%' IDENTIFIED VIA unix_socket`,
  'CREATE DATABASE orders',
  'CREATE DATABASE guarded',
  `GRANT ALL ON orders.* TO orders_sync@'%', encrypted_only@'%', expired@'%'`,
];

let ca: Ca;
let server: MariadbServer;
/** Takes encrypted connections alone, with a certificate for another host. */
let strict: MariadbServer;
/** Takes unencrypted connections alone. */
let bare: MariadbServer;

beforeAll(async () => {
  ca = await createCa();
  [server, strict, bare] = await Promise.all([
    startMariadb({ statements, certificate: await issue(ca, ['127.0.0.1', name]) }),
    startMariadb({
      statements: [`GRANT ALL ON *.* TO boss@'%' IDENTIFIED BY ${quoted}`],
      certificate: await issue(ca, ['db.example.com']),
      options: ['--require-secure-transport'],
    }),
    startMariadb({ statements, options: ['--skip-ssl'] }),
  ]);
});

afterAll(async () => {
  await Promise.all([server, strict, bare].map((one) => one.stop()));
});

const check = (settings: Settings = {}, more: Partial<Tried> = {}) =>
  tryDriver({
    driver: 'mysql',
    password,
    settings: {
      host: '127.0.0.1',
      port: server.port,
      database: 'orders',
      user: 'orders_sync',
      sslmode: 'verify-full',
      caCertificate: ca.cert,
      ...settings,
    },
    ...more,
  });

describe('MySQL / MariaDB', () => {
  it('says who is connected to what', async () => {
    const result = await check();
    expect(result).toMatchObject({
      outcome: 'passed',
      message: 'Connected as orders_sync@% to orders.',
      account: 'orders_sync@% to orders',
      fix: null,
    });
    expect(stepsOf(result)).toEqual([
      ['127.0.0.1 reached', 'passed'],
      ['MySQL / MariaDB answered', 'passed'],
      ['Encrypted connection', 'passed'],
      ['Signed in as orders_sync', 'passed'],
      ['First query answered', 'passed'],
    ]);
  });

  it.each([
    ['require', /certificate is not checked/],
    ['disable', /password can be read on the way/],
  ])('with encryption %s passes and says what that means', async (sslmode, advice) => {
    const result = await check({ sslmode, caCertificate: '' });
    expect(result).toMatchObject({ outcome: 'passed', fix: expect.stringMatching(advice) as string });
  });

  it('needs no database', async () => {
    const result = await tryDriver({
      driver: 'mysql',
      password,
      settings: { host: '127.0.0.1', port: server.port, user: 'orders_sync', sslmode: 'disable' },
    });
    expect(result).toMatchObject({ outcome: 'passed', message: 'Connected as orders_sync@%.' });
  });

  it('names a wrong password, and what is right', async () => {
    expect(await check({}, { password: 'not-it-0815' })).toMatchObject({
      outcome: 'failed',
      code: 'wrong_password',
      message: 'MySQL / MariaDB did not accept user and password.',
      fix: expect.stringContaining('the connection is encrypted, so host and port are right') as string,
      field: 'password',
      account: null,
      detail: '1045 at sign-in',
      steps: [{}, {}, {}, { outcome: 'failed' }],
    });
  });

  it.each<[string, Settings, string, string | null]>([
    ['an unknown database', { database: 'nope' }, 'forbidden', 'database'],
    ['a database it may not use', { database: 'guarded' }, 'forbidden', 'database'],
    ['an unknown user', { user: 'ghost' }, 'wrong_password', 'password'],
    ['a locked user', { user: 'locked_out' }, 'sign_in_refused', 'user'],
    ['a password that has expired', { user: 'expired' }, 'password_expired', 'password'],
    ['a user without a password', { user: 'by_socket' }, 'sign_in_refused', 'user'],
    [
      'no encryption where the user needs it',
      { user: 'encrypted_only', sslmode: 'disable' },
      'wrong_password',
      'password',
    ],
    ['an authority nobody trusts', { caCertificate: '' }, 'tls_error', 'host'],
    [
      'a CA certificate that is none',
      { caCertificate: '-----BEGIN CERTIFICATE-----\nnope\n-----END CERTIFICATE-----' },
      'ca_unreadable',
      'caCertificate',
    ],
  ])('names %s', async (_, settings, code, field) => {
    const result = await check(settings);
    expect(result).toMatchObject({ outcome: 'failed', code, field });
    expect(JSON.stringify(result)).not.toMatch(/Access denied|Unknown database|using password/);
  });

  it('takes an encrypted connection where one is needed', async () => {
    expect(await check({ user: 'encrypted_only' })).toMatchObject({ outcome: 'passed' });
  });

  it('does not tell a user of another host from a wrong password', async () => {
    const { code } = await check({ user: 'elsewhere' });
    expect(['wrong_password', 'sign_in_refused']).toContain(code);
  });

  it.each<[string, () => Settings, string, string]>([
    ['a certificate for another host', () => ({ port: strict.port }), 'tls_error', 'host'],
    ['a server without encryption', () => ({ port: bare.port }), 'tls_not_offered', 'sslmode'],
    [
      'none where it need not be trusted',
      () => ({ port: bare.port, sslmode: 'require' }),
      'tls_not_offered',
      'sslmode',
    ],
    [
      'an unknown database to who may use all',
      () => ({ port: strict.port, sslmode: 'require', user: 'boss', database: 'nope' }),
      'no_such_database',
      'database',
    ],
  ])('names %s', async (_, settings, code, field) => {
    expect(await check(settings())).toMatchObject({ outcome: 'failed', code, field });
  });

  it('says that encryption may be missing where MariaDB says only no', async () => {
    const { code, fix } = await check({ port: strict.port, sslmode: 'disable', user: 'boss' });
    expect(code).toBe('wrong_password');
    expect(fix).toContain('only over an encrypted connection');
  });

  it('is not called at a private address that no operator allowed', async () => {
    expect(await check({}, { allow: [] })).toMatchObject({ code: 'address_refused', field: 'host' });
  });

  it('is found by name and trusted by what this installation trusts, and by that alone', async () => {
    const environment = { NODE_OPTIONS: preloadOptions({ [name]: '127.0.0.1' }) };
    const as = { host: name };
    const allow = [`127.0.0.1:${server.port}`];
    expect(await check(as, { environment, allow })).toMatchObject({ outcome: 'passed' });
    expect(await check({ ...as, caCertificate: '' }, { environment, allow })).toMatchObject({ code: 'tls_error' });
  });
});
