import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { testDatabase } from '#db/testing.ts';
import { peerHeader } from '#lib/gate/peer.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { log } from '#lib/log.ts';
import { spendRefusal } from './rate.ts';
import { ask, startListener, testKey } from './testing.ts';

let listener: Awaited<ReturnType<typeof startListener>>;
beforeAll(async () => {
  await testDatabase();
  listener = await startListener();
});
afterAll(() => listener.stop());
afterEach(() => vi.restoreAllMocks());

/** As often as one network is refused in a minute: the next is one too many. */
const spendAllOf = (address: string) => Promise.all(Array.from({ length: 600 }, () => spendRefusal(address)));

/** What the log is told of the requests that follow. */
async function toldOf(send: () => Promise<unknown>): Promise<unknown[]> {
  const info = vi.spyOn(log, 'info');
  for (let n = 0; n < 5; n += 1) expect(await send()).toBe(429);
  return info.mock.calls.map(([facts]) => facts);
}

/** One for each test, so that nobody spends what is another's. */
let last = 30;
const nextAddress = () => `192.0.2.${(last += 1)}`;

const wrongKey = { authorization: `Bearer khk_${'A'.repeat(43)}` };

describe('a network that was refused too often', () => {
  it.each([
    ['without a key', 'GET', '/v1/me', {}],
    ['with a wrong key', 'GET', '/v1/me', wrongKey],
    ['with a wrong key of Tray', 'POST', '/graphql', wrongKey],
    ['with a wrong key of Apideck', 'GET', '/vault/consumers', wrongKey],
    ['at an address of the vault that is none', 'GET', '/vault/nowhere', {}],
    ['at an address of webhooks that is none', 'GET', '/webhook/nowhere', {}],
    ['by a method that sessions do not have', 'PUT', '/vault/sessions', {}],
    ['by a method that consumers do not have', 'PUT', '/vault/consumers', {}],
    ['by a method that one consumer does not have', 'PUT', '/vault/consumers/ada', {}],
    ['by a method that sign-ins do not have', 'PUT', '/vault/connections/crm/hubspot/confirm', {}],
    ['by a method that webhooks do not have', 'PUT', '/webhook/webhooks', {}],
    ['by a method that one webhook does not have', 'PUT', '/webhook/webhooks/whk_1', {}],
    ['in a browser', 'GET', '/vault/callback/ten_0', {}],
  ])('is told to the log once: %s', async (_what, method, path, headers) => {
    const address = nextAddress();
    await spendAllOf(address);
    const send = async () => (await ask(method, path, { headers: { ...headers, [peerHeader]: address } })).status;
    expect(await toldOf(send)).toEqual([{ code: 'RATE_LIMITED', who: address, resetSeconds: expect.any(Number) }]);
  });

  it.each([
    ['two keys', 'authorization: Bearer a\r\n'.repeat(2)],
    ['too many headers', 'a: 1\r\n'.repeat(101)],
  ])('is told to the log no more: with %s', async (_what, headers) => {
    // One more than there are: that is told here.
    await Promise.allSettled([spendAllOf('127.0.0.1'), spendRefusal('127.0.0.1')]);
    const { hostname, port } = new URL(listener.origin);
    const send = async () => {
      const socket = connect(Number(port), hostname).setEncoding('latin1');
      socket.write(`GET /v1/me HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n${headers}\r\n`);
      const [said] = await once(socket, 'data');
      socket.destroy();
      return Number(String(said).split(' ')[1]);
    };
    expect(await toldOf(send)).toEqual([]);
  });

  it('still comes in with a key that is one', async () => {
    const headers = { [peerHeader]: '192.0.2.30' };
    await spendAllOf('192.0.2.30');
    expect((await ask('GET', '/v1/me', { headers })).status).toBe(429);
    expect((await ask('GET', '/v1/me', { key: await testKey(await testWorkspace()), headers })).status).toBe(200);
  });
});
