import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCa, issue, type Ca } from '#e2e/fakes/ca.ts';
import { preloadOptions } from '#e2e/fakes/preload.ts';
import type { Settings } from '#lib/catalog/input.ts';
import { startRedis, type RedisServer } from '../../../scripts/vitest/redis-server.ts';
import { stepsOf, tryDriver, type Tried } from './testing.ts';

const password = 'pä-55 wörd';
const name = 'redis.example-saas.com';
const lines = [
  `requirepass "${password}"`,
  `user orders_sync on "#${await sha256(password)}" allkeys allcommands`,
  `user quiet on "#${await sha256(password)}" -@all +auth`,
  `user away off "#${await sha256(password)}" allcommands`,
];

async function sha256(text: string): Promise<string> {
  return Buffer.from(await crypto.subtle.digest('SHA-256', Buffer.from(text))).toString('hex');
}

let ca: Ca;
let server: RedisServer;
/** Lets anybody in. */
let open: RedisServer;
/** A node of a cluster, with a certificate for another host. */
let node: RedisServer;

beforeAll(async () => {
  ca = await createCa();
  [server, open, node] = await Promise.all([
    startRedis({ lines, certificate: await issue(ca, ['127.0.0.1', name]) }),
    startRedis({ lines: [`user orders_sync on "#${await sha256(password)}" allcommands`, 'user any on nopass +@all'] }),
    startRedis({ lines: [...lines, 'cluster-enabled yes'], certificate: await issue(ca, ['redis.example.com']) }),
  ]);
});

afterAll(async () => {
  await Promise.all([server, open, node].map((one) => one.stop()));
});

const tls = (one: RedisServer): Settings => ({ port: one.tlsPort ?? 0, sslmode: 'verify-full' });

const check = (settings: Settings = {}, more: Partial<Tried> = {}) =>
  tryDriver({
    driver: 'redis',
    password,
    settings: { host: '127.0.0.1', port: server.port, sslmode: 'disable', caCertificate: ca.cert, ...settings },
    ...more,
  });

describe('Redis', () => {
  it('says who is connected', async () => {
    const result = await check({ ...tls(server), user: 'orders_sync' });
    expect(result).toMatchObject({ outcome: 'passed', message: 'Connected as orders_sync.', fix: null });
    expect(stepsOf(result)).toEqual([
      ['127.0.0.1 reached', 'passed'],
      ['Encrypted connection', 'passed'],
      ['Signed in as orders_sync', 'passed'],
      ['First query answered', 'passed'],
    ]);
  });

  it('takes a password without a user', async () => {
    expect(await check(tls(server))).toMatchObject({ outcome: 'passed', message: 'Connected as default.' });
    expect(await check({ user: 'default', database: 3 })).toMatchObject({ account: 'default to database 3' });
  });

  it.each<[string, () => Settings, RegExp]>([
    ['require', () => ({ ...tls(server), sslmode: 'require', caCertificate: '' }), /certificate is not checked/],
    ['disable', () => ({ sslmode: 'disable' }), /password can be read on the way/],
  ])('with encryption %s passes and says what that means', async (_, settings, advice) => {
    expect(await check(settings())).toMatchObject({
      outcome: 'passed',
      fix: expect.stringMatching(advice) as string,
    });
  });

  it('takes a node of a cluster, and a user who may do nothing', async () => {
    expect(await check({ port: node.port })).toMatchObject({ outcome: 'passed' });
    expect(await check({ user: 'quiet' })).toMatchObject({ outcome: 'passed', account: 'quiet' });
  });

  it('names a wrong password, and what is right', async () => {
    expect(await check({ user: 'orders_sync' }, { password: 'not-it-0815' })).toMatchObject({
      outcome: 'failed',
      code: 'wrong_password',
      message: 'Redis did not accept user and password, or has switched the user off.',
      fix: 'The server was reached, so host and port are right. Check how orders_sync is spelled and type the password again.',
      field: 'password',
      account: null,
      detail: 'WRONGPASS at sign-in',
    });
  });

  it.each<[string, () => Settings, string, string | null]>([
    ['an unknown user', () => ({ user: 'ghost' }), 'wrong_password', 'password'],
    ['a user who is switched off', () => ({ user: 'away' }), 'wrong_password', 'password'],
    ['a database there is not', () => ({ database: 99 }), 'no_such_database', 'database'],
    ['a database of a cluster', () => ({ port: node.port, database: 1 }), 'no_such_database', 'database'],
    ['a database it may not choose', () => ({ user: 'quiet', database: 1 }), 'forbidden', 'database'],
    ['a server that lets anybody in', () => ({ port: open.port }), 'no_password_set', 'password'],
    ['the same by the name of its user', () => ({ port: open.port, user: 'default' }), 'no_password_set', 'password'],
    ['a user who needs no password', () => ({ port: open.port, user: 'any' }), 'no_password_set', 'password'],
    ['an authority nobody trusts', () => ({ ...tls(server), caCertificate: '' }), 'tls_error', 'host'],
    ['a certificate for another host', () => tls(node), 'tls_error', 'host'],
    ['TLS where there is none', () => ({ port: server.port, sslmode: 'verify-full' }), 'timeout', 'sslmode'],
    ['no TLS where there is', () => ({ ...tls(server), sslmode: 'disable' }), 'connection_lost', 'sslmode'],
  ])('names %s', async (_, settings, code, field) => {
    const result = await check(settings());
    expect(result).toMatchObject({ outcome: 'failed', code, field });
    expect(JSON.stringify(result)).not.toMatch(/invalid username|out of range|no permissions/);
  });

  it('takes a user with a password where others need none', async () => {
    const as = { port: open.port, user: 'orders_sync' };
    expect(await check(as)).toMatchObject({ outcome: 'passed', message: 'Connected as orders_sync.' });
    expect(await check(as, { password: 'not-it-0815' })).toMatchObject({ code: 'wrong_password' });
  });

  it('is not called at a private address that no operator allowed', async () => {
    expect(await check({}, { allow: [] })).toMatchObject({ code: 'address_refused', field: 'host' });
  });

  it('is found by name and trusted by what was typed', async () => {
    const environment = { NODE_OPTIONS: preloadOptions({ [name]: '127.0.0.1' }) };
    const allow = [`127.0.0.1:${server.tlsPort}`];
    expect(await check({ ...tls(server), host: name }, { environment, allow })).toMatchObject({ outcome: 'passed' });
  });
});
