import { connect } from 'node:net';
import { fingerprintAtRest, fingerprintOfDatabase } from './database.ts';
import { goodTokens } from './fakes/good-tokens.ts';
import { startSinks, type Sinks } from './sinks.ts';
import { expect, test } from './test.ts';
import { api, bearer, create, database, refusalOf } from './tries.ts';

test.describe('private addresses', () => {
  let sinks: Sinks;
  test.beforeEach(async () => void (sinks = await startSinks()));
  test.afterEach(async () => sinks.close());

  /** Spellings of this machine, and of others nobody outside may reach. */
  const hosts = [
    '127.0.0.1',
    'localhost',
    'LOCALHOST.',
    '127.0.0.1.',
    '127.1',
    '2130706433',
    '0x7f000001',
    '0x7f.0.0.1',
    '0177.0.0.1',
    '127.255.255.254',
    '0.0.0.0',
    '0',
    '１２７.０.０.１',
    '127。0。0。1',
    '[::1]',
    '[::]',
    '[0:0:0:0:0:0:0:1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[::127.0.0.1]',
    '[64:ff9b::7f00:1]',
    '[2002:7f00:1::]',
    '[fe80::1]',
    '[fd00::1]',
    '10.0.0.1',
    '172.16.0.1',
    '192.168.1.1',
    '100.64.0.1',
    '100.100.100.200',
    '169.254.169.254',
    '168.63.129.16',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
  ];

  for (const scheme of ['http', 'https'])
    test(`are not called over ${scheme}, however they are written`, async ({ owner, place }) => {
      test.setTimeout(120_000);
      const before = await fingerprintAtRest();
      for (const host of hosts) {
        const tried = await create(owner, place, bearer(`${scheme}://${host}:${sinks.port}`));
        const { code, fix } = refusalOf(tried);
        expect([host, code]).toEqual([host, scheme === 'http' ? 'address_invalid' : 'address_refused']);
        expect(fix, host).toMatch(new RegExp(`OUTBOUND_ALLOW=\\S+:${sinks.port}$`));
      }
      expect(sinks.connections()).toBe(0);
      expect(fingerprintOfDatabase()).toEqual(before);
    });

  test('are not called by a driver, however they are written', async ({ owner, place }) => {
    test.setTimeout(300_000);
    const before = await fingerprintAtRest();
    for (const host of hosts) {
      const tried = await create(owner, place, database({ host, port: sinks.port }));
      const { code, fix, message } = refusalOf(tried);
      expect(['address_refused', 'INPUT_INVALID'], `${host}: ${message}`).toContain(code);
      if (code === 'address_refused') expect(fix, host).toMatch(new RegExp(`OUTBOUND_ALLOW=\\S+:${sinks.port}$`));
    }
    expect(refusalOf(await create(owner, place, database({ port: sinks.port }))).fix).toContain(
      `OUTBOUND_ALLOW=127.0.0.1:${sinks.port}`,
    );
    expect(sinks.connections()).toBe(0);
    expect(fingerprintOfDatabase()).toEqual(before);
  });

  test('are not hidden in an address', async ({ owner, place }) => {
    const before = await fingerprintAtRest();
    const port = sinks.port;
    const tricks = [
      `https://api.example-saas.com@127.0.0.1:${port}`,
      `https://api.example-saas.com:443@127.0.0.1:${port}/`,
      `https://127.0.0.1:${port}\\@api.example-saas.com`,
      `https://127.0.0.1:${port}#@api.example-saas.com/`,
      `https://127.0.0.1:${port}?@api.example-saas.com/`,
      `https:127.0.0.1:${port}`,
      `https:///127.0.0.1:${port}`,
      `//127.0.0.1:${port}`,
      `http://127.0.0.1:${port}/`,
      `gopher://127.0.0.1:${port}/`,
      `file:///etc/passwd`,
      `ftp://127.0.0.1:${port}/`,
      `data:application/json,{"ok":true}`,
      `https://127.0.0.1:22`,
      `https://api.example-saas.com:25`,
      `https://api.example-saas.com\n.evil.example`,
      `https://[::1%25lo]:${port}`,
    ];
    for (const trick of tricks) {
      const tried = await create(owner, place, bearer(trick));
      expect(tried.result.ok, trick).toBe(false);
    }
    for (const path of [
      `/redirect?status=302&to=x#@127.0.0.1:${port}`,
      `//127.0.0.1:${port}/`,
      `/\\127.0.0.1:${port}/`,
    ]) {
      const tried = await create(owner, place, bearer(api, goodTokens.rest, path));
      expect(tried.result.ok, path).toBe(false);
    }
    expect(sinks.connections()).toBe(0);
    expect(fingerprintOfDatabase()).toEqual(before);
  });

  for (const status of [301, 302, 303, 307, 308])
    test(`are not reached by a redirect with ${status}`, async ({ owner, place }) => {
      const before = await fingerprintAtRest();
      const places = [
        `http://127.0.0.1:${sinks.port}/`,
        `https://127.0.0.1:${sinks.port}/`,
        `https://[::1]:${sinks.port}/`,
        `https://localhost:${sinks.port}/`,
        `//127.0.0.1:${sinks.port}/`,
        'https://169.254.169.254/latest/meta-data/',
        'https://other.example-saas.com/v1/me',
      ];
      for (const to of places) {
        const path = `/redirect?status=${status}&to=${encodeURIComponent(to)}`;
        const { code, message, fix } = refusalOf(await create(owner, place, bearer(api, goodTokens.rest, path)));
        expect([to, code]).toEqual([to, 'redirected']);
        expect(message.length, to).toBeGreaterThan(10);
        expect(fix.length, to).toBeGreaterThan(10);
      }
      expect(sinks.connections()).toBe(0);
      expect(fingerprintOfDatabase()).toEqual(before);
    });

  test('would have been noticed by the sinks', async () => {
    for (const host of ['127.0.0.1', '::1']) {
      const socket = connect(sinks.port, host);
      await new Promise((resolve) => socket.resume().once('close', resolve));
    }
    expect(sinks.connections()).toBe(2);
  });
});
