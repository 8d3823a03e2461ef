import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { and, eq } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { OauthServer } from '#e2e/fakes/oauth-server.ts';
import { read } from '#db/client.ts';
import { audit } from '#db/schema/audit.ts';
import { testDatabase } from '#db/testing.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { addApp, connect as connectTo, expire, startProvider } from '#lib/grants/testing.ts';
import { startEngine, testKey, type Engine } from './testing.ts';

let provider: OauthServer;
let ctx: WorkspaceCtx;
let key: string;
let engine: Engine;

beforeAll(async () => {
  await testDatabase();
  provider = await startProvider();
});
afterAll(() => provider.stop());
beforeEach(async () => {
  Object.assign(provider.behaviour, { delayMs: 0 });
  ctx = await testWorkspace();
  key = await testKey(ctx, ['secrets']);
  await addApp(ctx, provider);
  engine = await startEngine();
});
afterEach(() => engine.child.kill('SIGKILL'));

const tokenRequest = (id: string): string =>
  `POST /v1/credentials/${id}/token HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${key}\r\ncontent-length: 0\r\n\r\n`;

/** Everything one connection says until it ends, however it ends. */
function listen(socket: Socket): { said: () => string; ended: Promise<void> } {
  let said = '';
  socket.setEncoding('latin1').on('data', (text: string) => void (said += text));
  socket.on('error', () => undefined);
  return { said: () => said, ended: new Promise((resolve) => socket.once('close', () => resolve())) };
}

/** The whole answers in what was said, and what is left over: nothing, or a part of one. */
function answersIn(said: string): { whole: string[]; rest: string } {
  const whole: string[] = [];
  let rest = said;
  for (;;) {
    const [head, length] = /^HTTP\/1\.1 [\s\S]*?\r\ncontent-length: (\d+)[\s\S]*?\r\n\r\n/i.exec(rest) ?? [];
    if (head === undefined || rest.length < head.length + Number(length)) return { whole, rest };
    whole.push(rest.slice(0, head.length + Number(length)));
    rest = rest.slice(head.length + Number(length));
  }
}

const issued = async (): Promise<number> =>
  (
    await read()
      .select({ id: audit.id })
      .from(audit)
      .where(and(eq(audit.tenantId, ctx.tenantId), eq(audit.action, 'credential.token_issued')))
  ).length;

const until = (isSo: () => boolean | Promise<boolean>) => vi.waitUntil(isSo, { timeout: 30_000, interval: 5 });

describe('an engine that is told to end', () => {
  it('answers what is under way, takes nothing new on, and says so', async () => {
    const id = await connectTo(ctx, provider, await provider.newGrant());
    await expire(ctx, id);
    Object.assign(provider.behaviour, { delayMs: 1_000 });
    provider.reset();
    const slow = connect(engine.port, '127.0.0.1');
    const heard = listen(slow);
    slow.write(tokenRequest(id));
    const late = connect(engine.port, '127.0.0.1');
    const lateHeard = listen(late);
    late.write('GET /healthz HTTP/1.1\r\nhost: localhost\r\n');
    await until(() => provider.traffic.tokenRequests === 1);
    engine.child.kill('SIGTERM');
    const refused = async () => {
      const other = connect(engine.port, '127.0.0.1');
      const [error] = await Promise.race([once(other, 'connect').then(() => [null]), once(other, 'error')]).catch(
        (error: unknown) => [error],
      );
      other.destroy();
      return error !== null;
    };
    await until(refused);
    late.write('\r\n');
    await lateHeard.ended;
    expect(lateHeard.said()).toMatch(/^HTTP\/1\.1 503 [\s\S]*"draining"/);
    await heard.ended;
    const { whole, rest } = answersIn(heard.said());
    expect([whole.length, rest]).toEqual([1, '']);
    expect(whole[0]).toMatch(/^HTTP\/1\.1 200 /);
    expect(whole[0]).toMatch(/\r\nconnection: close\r\n/i);
    expect(await engine.ended).toBe(0);
    expect(await issued()).toBe(1);
  }, 60_000);

  it('cuts no answer in half under load, and has written down each that it gave', async () => {
    const id = await connectTo(ctx, provider, await provider.newGrant());
    const lines = Array.from({ length: 8 }, () => {
      const socket = connect(engine.port, '127.0.0.1');
      const heard = listen(socket);
      let answered = 0;
      const ask = (): void => void (socket.writable && socket.write(tokenRequest(id)));
      socket.on('data', () => {
        const { length } = answersIn(heard.said()).whole;
        if (length > answered) ask();
        answered = length;
      });
      socket.once('connect', ask);
      return { ...heard, answered: () => answered };
    });
    await until(() => lines.every((line) => line.answered() >= 5));
    engine.child.kill('SIGTERM');
    await Promise.all(lines.map((line) => line.ended));
    expect(await engine.ended).toBe(0);
    const answers = lines.map((line) => answersIn(line.said()));
    expect(answers.map(({ rest }) => rest)).toEqual(lines.map(() => ''));
    const given = answers.flatMap(({ whole }) => whole);
    expect(given.every((answer) => answer.startsWith('HTTP/1.1 200 '))).toBe(true);
    expect(await issued()).toBe(given.length);
    engine = await startEngine();
    const again = connect(engine.port, '127.0.0.1');
    const heard = listen(again);
    again.write(tokenRequest(id));
    await until(() => answersIn(heard.said()).whole.length === 1);
    again.destroy();
  }, 60_000);
});
