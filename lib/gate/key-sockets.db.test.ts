import { Agent, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { testDatabase } from '#db/testing.ts';
import { startListener } from '#lib/api/testing.ts';
import { revokeKey } from '#lib/api-keys/commands.ts';
import { keyRow, makeKey } from '#lib/api-keys/testing.ts';
import { testWorkspace } from './testing.ts';

let listener: Awaited<ReturnType<typeof startListener>>;

beforeAll(async () => {
  await testDatabase();
  listener = await startListener();
});
afterAll(() => listener.stop());

/** What the listener writes back to these bytes, on a connection of their own. */
async function raw(lines: readonly string[]): Promise<string> {
  const { hostname, port } = new URL(listener.origin);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  socket.write([...lines, 'Host: localhost', 'Connection: close', '', ''].join('\r\n'));
  let said = '';
  for await (const piece of socket.setEncoding('utf8')) said += String(piece);
  return said;
}

const statusOf = (answer: string): number => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1]);

describe('the header of a key on a real connection', () => {
  it('counts once: sent twice it is refused, the same or another, whatever its case', async () => {
    const ctx = await testWorkspace();
    const [one, other] = [(await makeKey(ctx)).token, (await makeKey(ctx)).token];
    const get = 'GET /v1/me HTTP/1.1';
    expect(statusOf(await raw([get, `Authorization: Bearer ${one}`]))).toBe(200);
    for (const second of [one, other, 'nonsense']) {
      const answer = await raw([get, `Authorization: Bearer ${one}`, `authorization: Bearer ${second}`]);
      expect(statusOf(answer), second).toBe(400);
      expect(answer).not.toContain(one);
    }
  });

  it.each([
    ['none', []],
    ['an empty one', ['Authorization:']],
    ['another scheme', ['Authorization: Basic a2V5OnBhc3N3b3Jk']],
    ['one that is unknown', [`Authorization: Bearer khk_${'A'.repeat(43)}`]],
  ])('that is %s is 401, and tells nothing', async (_name, lines) => {
    const ctx = await testWorkspace();
    const answer = await raw(['GET /v1/me HTTP/1.1', ...lines]);
    expect(statusOf(answer)).toBe(401);
    expect(answer).not.toContain(ctx.tenantId);
  });
});

describe('a key that is revoked while its connection stays open', () => {
  it('is refused by the next request on it', async () => {
    const ctx = await testWorkspace();
    const { id, token } = await makeKey(ctx);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const sockets = new Set<Socket>();
    const get = () =>
      new Promise<number>((resolve, reject) => {
        const headers = { authorization: `Bearer ${token}` };
        request(`${listener.origin}/v1/me`, { agent, headers }, (answer) => {
          sockets.add(answer.socket);
          answer.resume().once('end', () => resolve(answer.statusCode ?? 0));
        })
          .once('error', reject)
          .end();
      });
    expect([await get(), await get()]).toEqual([200, 200]);
    await vi.waitFor(async () => expect(await keyRow(ctx, id)).toMatchObject({ lastUsedFrom: '127.0.0.1' }));
    await revokeKey(ctx, id);
    expect(await get()).toBe(401);
    expect(sockets.size).toBe(1);
    agent.destroy();
  });
});
