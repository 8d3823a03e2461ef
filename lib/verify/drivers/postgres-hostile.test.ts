import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { createCa, issue, selfSign, type Certificate } from '#e2e/fakes/ca.ts';
import { getComponent } from '#lib/catalog/catalog.ts';
import { createOutbound } from '#lib/outbound/connector.ts';
import { runDriver } from '#lib/verify/run-driver.ts';
import { verify } from '#lib/verify/verify.ts';

const password = 'correct-horse-battery';
const servers: Server[] = [];
const sockets: Socket[] = [];

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const server of servers.splice(0)) server.close();
});

async function listen(serve: (socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => {
    sockets.push(socket);
    // Read on, so that the end of the other side is noticed.
    socket.on('error', () => {}).resume();
    serve(socket);
  });
  servers.push(server);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return (server.address() as AddressInfo).port;
}

const message = (type: string, ...parts: (Buffer | string)[]): Buffer => {
  const body = Buffer.concat(parts.map((part) => Buffer.from(part)));
  const head = Buffer.alloc(5);
  head.write(type, 'latin1');
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
};
const int16 = (...values: number[]): Buffer => Buffer.concat(values.map((one) => Buffer.from([one >> 8, one & 255])));
const int32 = (...values: number[]): Buffer => Buffer.concat(values.map((one) => int16(one >> 16, one & 65_535)));
const refusal = (state: string, text: string): Buffer =>
  message('E', `SFATAL\0VFATAL\0C${state}\0M${text}\0Finit.c\0RClientAuthentication\0\0`);
const row = (...values: string[]): Buffer =>
  message('D', int16(values.length), ...values.flatMap((one) => [int32(Buffer.byteLength(one)), one]));
const column = (name: string): Buffer =>
  Buffer.concat([Buffer.from(`${name}\0`), int32(0), int16(0), int32(25), int16(-1), int32(-1), int16(0)]);
const ready = message('Z', 'I');

/** Asks for the password in clear, then says whatever it likes. */
function greedy(who: (told: string) => string): (socket: Socket) => void {
  return (socket) => {
    let told = '';
    socket.once('data', () => socket.write(message('R', int32(3))));
    socket.on('data', (bytes: Buffer) => {
      if (bytes[0] === 'p'.charCodeAt(0)) {
        told = bytes.subarray(5, -1).toString();
        socket.write(Buffer.concat([message('R', int32(0)), ready]));
      }
      if (bytes[0] === 'Q'.charCodeAt(0)) {
        const columns = message('T', int16(2), column('user'), column('database'));
        socket.write(Buffer.concat([columns, row(who(told), 'orders'), message('C', 'SELECT 1\0'), ready]));
      }
    });
  };
}

const answering =
  (bytes: Buffer | string, isEnd = false) =>
  (socket: Socket) => {
    socket.once('data', () => (isEnd ? socket.end(bytes) : socket.write(bytes)));
  };

/** Says yes to encryption and shows a certificate. */
const encrypting = (certificate: Certificate) => (socket: Socket) => {
  socket.once('data', () => {
    socket.write('S');
    const tls = new TLSSocket(socket, { isServer: true, secureContext: createSecureContext(certificate) });
    tls.on('error', () => {});
  });
};

async function check(
  serve: (socket: Socket) => void,
  more: { sslmode?: string; ca?: string; signal?: AbortSignal } = {},
) {
  const port = await listen(serve);
  const allow = [`127.0.0.1:${port}`];
  const { sslmode = 'disable', ca, signal } = more;
  const settings = {
    host: '127.0.0.1',
    port,
    database: 'orders',
    user: 'sync',
    sslmode,
    ...(ca && { caCertificate: ca }),
  };
  const probe = { component: getComponent('postgres'), authType: 'database', settings, secret: { password } };
  const deps = { owner: 'ten_a', outbound: createOutbound({ allow }), allow, environment: {}, clock: Date.now, signal };
  const result = await verify({ ...probe, audience: [`postgres://127.0.0.1:${port}`] }, deps);
  expect(JSON.stringify(result)).not.toContain(password);
  return result;
}

describe('a server that is not what it should be', () => {
  it.each([
    ['the password', (told: string) => told, 'PostgreSQL accepted the password.', null],
    ['half of it', (told: string) => told.slice(0, 10), 'PostgreSQL accepted the password.', null],
    ['another name', () => 'someone\u202eelse\n', 'Connected as someoneelse to orders.', 'someoneelse to orders'],
    ['no name', () => '', 'PostgreSQL accepted the password.', null],
  ])('and calls us %s does not get it shown', async (_, who, text, account) => {
    expect(await check(greedy(who))).toMatchObject({ outcome: 'passed', message: text, account });
  });

  it('and sends a name without end is not shown in full', async () => {
    const { account } = await check(greedy(() => 'x'.repeat(100_000)));
    expect(account).toMatch(/^x{79}… to orders$/);
  });

  it.each([
    ['57P03', 'server_starting'],
    ['57P01', 'server_stopping'],
    ['53300', 'too_many_connections'],
    ['28000', 'sign_in_refused'],
    ['XX000', 'server_refused'],
  ])('and refuses with %s is told in our words', async (state, code) => {
    const result = await check(answering(refusal(state, `${password} is what you typed`), true));
    expect(result).toMatchObject({ outcome: 'failed', code, detail: `${state} at sign-in` });
    expect(JSON.stringify(result)).not.toContain('what you typed');
  });

  it.each([
    ['speaks HTTP', answering('HTTP/1.1 400 Bad Request\r\n\r\n', true), 'verify-full', 'wrong_protocol'],
    ['puts text in front of the encrypted part', answering('SE', true), 'verify-full', 'wrong_protocol'],
    ['offers no encryption', answering('N'), 'verify-full', 'tls_not_offered'],
    ['offers none where it need not be trusted', answering('N'), 'require', 'tls_not_offered'],
    ['says yes and then no TLS', answering('Shello', true), 'require', 'wrong_protocol'],
    ['hangs up at once', (socket: Socket) => socket.destroy(), 'verify-full', 'connection_lost'],
    ['hangs up instead of a sign-in', answering('', true), 'disable', 'connection_lost'],
    ['answers a sign-in with nonsense', answering(message('R', int32(99)), true), 'disable', 'wrong_protocol'],
  ])('and %s is named', async (_, serve, sslmode, code) => {
    expect(await check(serve, { sslmode })).toMatchObject({ outcome: 'failed', code });
  });
});

describe('a certificate', () => {
  it('is refused for its own reason', async () => {
    const ca = await createCa();
    const words = async (certificate: Certificate, trusted?: string) =>
      (await check(encrypting(certificate), { sslmode: 'verify-full', ca: trusted })).message;
    expect(await words(await issue(ca, ['127.0.0.1']))).toContain('an authority that is not trusted here');
    expect(await words(await issue(ca, ['127.0.0.1'], true), ca.cert)).toContain('not valid today');
    expect(await words(await issue(ca, ['db.example.com']), ca.cert)).toContain('for another host');
    expect(await words(await selfSign('127.0.0.1'))).toContain('signed itself');
  });
});

describe('a server that does not answer', () => {
  const job = (port: number) => ({
    driver: 'postgres' as const,
    settings: { host: '127.0.0.1', port, database: 'orders', user: 'sync', sslmode: 'disable' },
    secret: { password },
    audience: [`postgres://127.0.0.1:${port}`],
  });

  it('ends with the process, killed at the deadline', async () => {
    const closed: Promise<unknown>[] = [];
    const port = await listen((socket) => closed.push(once(socket, 'close')));
    const outcome = await runDriver(job(port), {
      owner: 'ten_a',
      allow: [`127.0.0.1:${port}`],
      environment: {},
      deadlineMs: 4_000,
    });
    expect(outcome).toBe('late');
    expect(closed).toHaveLength(1);
    await closed[0];
  });

  it('is told as a time-out by the step that waited', async () => {
    const result = await check(() => {});
    expect(result).toMatchObject({
      code: 'timeout',
      steps: [{ outcome: 'passed' }, { label: 'Signed in as sync', outcome: 'failed' }],
    });
    expect(result.durationMs).toBeGreaterThanOrEqual(4_900);
  });

  it('ends with the process, killed when the caller stops', async () => {
    const stop = new AbortController();
    const closed: Promise<unknown>[] = [];
    const result = await check(
      (socket) => {
        closed.push(once(socket, 'close'));
        stop.abort();
      },
      { signal: stop.signal },
    );
    expect(result).toMatchObject({
      outcome: 'failed',
      code: 'cancelled',
      message: 'The check with PostgreSQL was stopped.',
    });
    await closed[0];
  });

  it('is not even called when the caller stopped before', async () => {
    const port = await listen(() => {});
    const options = { owner: 'ten_a', allow: [`127.0.0.1:${port}`], environment: {}, signal: AbortSignal.abort() };
    expect(await runDriver(job(port), options)).toBe('stopped');
    expect(sockets).toEqual([]);
  });

  it('is no result when the process cannot do its work', async () => {
    const broken = { ...job(5432), settings: {} };
    expect(await runDriver(broken, { owner: 'ten_a', allow: [], environment: {} })).toBe('ended');
  });
});
