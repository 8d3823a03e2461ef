import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startListener } from './testing.ts';

let listener: Awaited<ReturnType<typeof startListener>>;
beforeAll(async () => {
  listener = await startListener();
});
afterAll(() => listener.stop());

/** The whole answer to a request of so many headers, the last of them a proxy's. */
async function answerTo(headers: number): Promise<string> {
  const { hostname, port } = new URL(listener.origin);
  const socket = connect(Number(port), hostname).setEncoding('latin1');
  const more = 'a: 1\r\n'.repeat(headers - 3);
  socket.write(
    `GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n${more}x-forwarded-for: 192.0.2.1\r\n\r\n`,
  );
  let said = '';
  socket.on('data', (text: string) => void (said += text));
  await once(socket, 'end');
  return said;
}

it('takes a hundred headers, and refuses more of them rather than leave some out', async () => {
  expect(await answerTo(100)).toMatch(/^HTTP\/1\.1 200 /);
  for (const headers of [101, 1_000]) {
    const answer = await answerTo(headers);
    expect(answer).toMatch(/^HTTP\/1\.1 431 [\s\S]*"code":"TOO_MANY_HEADERS"/);
    expect(answer).toMatch(/\r\nx-content-type-options: nosniff\r\n/i);
  }
});
