import { createHash } from 'node:crypto';
import type { Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { createCa, issue, type Certificate } from '#e2e/fakes/ca.ts';
import { checkMysql } from './mysql.ts';
import { hostileServers, stepsOf, tryHere, writeForEver } from './testing.ts';

const password = 'correct-horse-battery';
const { listen } = hostileServers();

const bytesOf = (...parts: (Buffer | string | number)[]): Buffer =>
  Buffer.concat(parts.map((part) => (typeof part === 'number' ? Buffer.from([part]) : Buffer.from(part))));
function packet(sequence: number, body: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUIntLE(body.length, 0, 3);
  head[3] = sequence;
  return Buffer.concat([head, body]);
}

const challenge = Buffer.from('abcdefghijklmnopqrst');
/** PROTOCOL_41, SECURE_CONNECTION, CONNECT_WITH_DB, LONG_PASSWORD; PLUGIN_AUTH. */
const [low, high, ssl] = [0x8209, 0x0008, 0x0800];

function greeting(plugin = 'mysql_native_password', isTls = false): Buffer {
  const capabilities = Buffer.alloc(7);
  capabilities.writeUInt16LE(isTls ? low | ssl : low, 0);
  capabilities[2] = 45;
  capabilities.writeUInt16LE(2, 3);
  capabilities.writeUInt16LE(high, 5);
  const head = bytesOf(10, '8.4.0\0', Buffer.alloc(4), challenge.subarray(0, 8), 0, capabilities, 21, Buffer.alloc(10));
  return packet(0, bytesOf(head, challenge.subarray(8), 0, `${plugin}\0`));
}

const ok = bytesOf(0, 0, 0, 2, 0, 0, 0);
const eof = bytesOf(0xfe, 0, 0, 2, 0);
const refusal = (number: number, text: string): Buffer => bytesOf(0xff, number & 255, number >> 8, `#HY000${text}`);
const switchTo = (plugin: string): Buffer => bytesOf(0xfe, `${plugin}\0`, challenge, 0);
const text = (value: string): Buffer => {
  const length = Buffer.alloc(3);
  length[0] = 0xfc;
  length.writeUInt16LE(Buffer.byteLength(value), 1);
  return bytesOf(length, value);
};
const column = bytesOf(3, 'def', 0, 0, 0, 1, 'a', 0, 12, 45, 0, 0, 0, 0, 0, 253, 0, 0, 0, 0, 0);
/** One row of two columns, each in a packet of its own. */
const rowOf = (user: string): readonly Buffer[] => [
  Buffer.from([2]),
  column,
  column,
  eof,
  bytesOf(text(user), text('orders')),
  eof,
];

const query = 3;
type Script = (message: Buffer) => readonly Buffer[] | null;

/** Answers the nth message of the client by the nth script; the last answers all that follow. Notes what was said. */
function playing(scripts: readonly Script[], said: Buffer[]): (socket: Socket) => void {
  let turn = 0;
  return (socket) => {
    let arrived: Buffer = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      arrived = Buffer.concat([arrived, chunk]);
      while (arrived.length >= 4 && arrived.length >= 4 + arrived.readUIntLE(0, 3)) {
        const end = 4 + arrived.readUIntLE(0, 3);
        const message = arrived.subarray(4, end);
        let sequence = arrived[3] ?? 0;
        arrived = arrived.subarray(end);
        said.push(message);
        const answers = scripts[Math.min(turn, scripts.length - 1)]?.(message) ?? [];
        turn += 1;
        for (const answer of answers) socket.write(packet((sequence += 1), answer));
      }
    });
  };
}

/** A server that greets, then follows a script. */
function scripted(scripts: readonly Script[], plugin?: string) {
  const said: Buffer[] = [];
  const play = playing(scripts, said);
  const serve = (socket: Socket): void => {
    play(socket);
    socket.write(greeting(plugin));
  };
  return { said, serve };
}

const sslRequestBytes = 36;

/** The same, encrypted when the client asks for it. */
function scriptedTls(certificate: Certificate, scripts: readonly Script[], plugin: string) {
  const said: Buffer[] = [];
  const play = playing(scripts, said);
  const serve = (socket: Socket): void => {
    socket.once('data', (bytes: Buffer) => {
      // The beginning of TLS may come along with the request for it.
      socket.pause().unshift(bytes.subarray(sslRequestBytes));
      const tls = new TLSSocket(socket, { isServer: true, secureContext: createSecureContext(certificate) });
      tls.on('error', () => {});
      play(tls);
    });
    socket.write(greeting(plugin, true));
  };
  return { said, serve };
}

async function check(serve: (socket: Socket) => void, more: { sslmode?: string; caCertificate?: string } = {}) {
  const port = await listen(serve);
  return tryHere(checkMysql, {
    driver: 'mysql',
    password,
    settings: { host: '127.0.0.1', port, database: 'orders', user: 'sync', sslmode: 'disable', ...more },
  });
}

const answer =
  (...bodies: readonly Buffer[]): Script =>
  () =>
    bodies;

describe('a server that asks for more than a sign-in', () => {
  it('gets no file', async () => {
    const { said, serve } = scripted([answer(ok), answer(bytesOf(0xfb, '/etc/passwd')), answer(ok)]);
    expect(await check(serve)).toMatchObject({ outcome: 'failed', code: 'wrong_protocol' });
    const [login, asked, ...files] = said;
    const localFiles = 0x80;
    expect((login?.[0] ?? localFiles) & localFiles).toBe(0);
    expect(asked?.[0]).toBe(query);
    expect(Buffer.concat(files.filter((one) => one[0] !== 1)).length).toBe(0);
  });

  it.each([
    ['mysql_clear_password', 'method_unknown'],
    ['sha256_password', 'tls_required'],
    ['dialog', 'method_unknown'],
    ['__proto__', 'method_unknown'],
  ])('by %s does not get the password over an open line', async (plugin, code) => {
    const { said, serve } = scripted([answer(switchTo(plugin)), answer(ok)]);
    expect(await check(serve)).toMatchObject({ outcome: 'failed', code });
    expect(said).toHaveLength(1);
    expect(Buffer.concat(said).includes(password)).toBe(false);
  });

  it('by caching_sha2_password gets proof of it, and no request for a key of its own', async () => {
    const full = bytesOf(1, 4);
    const { said, serve } = scripted([answer(switchTo('caching_sha2_password')), answer(full), answer(ok)]);
    expect(await check(serve)).toMatchObject({ outcome: 'failed', code: 'tls_required', field: 'sslmode' });
    expect(said.map((one) => one.length)).toEqual([expect.any(Number), 32]);
    expect(Buffer.concat(said).includes(password)).toBe(false);
  });

  it('again and again is left', async () => {
    const { serve } = scripted([answer(switchTo('mysql_native_password'))]);
    expect(await check(serve)).toMatchObject({ outcome: 'failed', code: 'wrong_protocol' });
  });
});

describe('a server that asks for the password over an encrypted connection', () => {
  const sha256 = (...parts: Buffer[]): Buffer => createHash('sha256').update(Buffer.concat(parts)).digest();
  const stage = sha256(Buffer.from(password));
  const mask = sha256(sha256(stage), challenge);
  const token = Buffer.from(stage.map((byte, at) => byte ^ (mask[at] ?? 0)));

  it.each<[string, readonly Script[], readonly Buffer[]]>([
    ['caching_sha2_password, known', [answer(bytesOf(1, 3), ok)], [token]],
    [
      'caching_sha2_password, not known yet',
      [answer(bytesOf(1, 4)), answer(ok)],
      [token, Buffer.from(`${password}\0`)],
    ],
    ['sha256_password', [answer(switchTo('sha256_password')), answer(ok)], [Buffer.from(`${password}\0`)]],
  ])('%s', async (plugin, scripts, proofs) => {
    const ca = await createCa();
    const { said, serve } = scriptedTls(
      await issue(ca, ['127.0.0.1']),
      [...scripts, answer(...rowOf('sync@%'))],
      plugin.split(',')[0] ?? '',
    );
    const result = await check(serve, { sslmode: 'verify-full', caCertificate: ca.cert });
    expect(result).toMatchObject({ outcome: 'passed', message: 'Connected as sync@% to orders.' });
    const [login, ...rest] = said;
    for (const [at, proof] of proofs.entries())
      expect((at === 0 && login?.includes(proof)) || rest.some((one) => one.equals(proof))).toBe(true);
  });
});

describe('a server that is not what it should be', () => {
  it.each([
    ['the password', password, 'MySQL / MariaDB accepted the password.'],
    ['half of it', password.slice(0, 10), 'MySQL / MariaDB accepted the password.'],
    ['another name', 'someone\u202eelse', 'Connected as someoneelse to orders.'],
    ['a name without end', 'x'.repeat(60_000), `Connected as ${'x'.repeat(79)}… to orders.`],
  ])('and calls us %s', async (_, name, message) => {
    const { serve } = scripted([answer(ok), answer(...rowOf(name))]);
    expect(await check(serve)).toMatchObject({ outcome: 'passed', message });
  });

  it.each([
    [1040, 'too_many_connections'],
    [1129, 'host_blocked'],
    [1130, 'host_not_allowed'],
    [9999, 'server_refused'],
  ])('and refuses with %i instead of a greeting is told in our words', async (number, code) => {
    const result = await check((socket) => socket.end(packet(0, refusal(number, `${password} is what you typed`))));
    expect(result).toMatchObject({ outcome: 'failed', code, detail: `${number} in the greeting` });
    expect(JSON.stringify(result)).not.toContain('what you typed');
  });

  it.each([
    [1053, 'server_stopping'],
    [1251, 'method_unknown'],
    [3159, 'tls_required'],
    [12_345, 'server_refused'],
  ])('and refuses the sign-in with %i is told in our words', async (number, code) => {
    const { serve } = scripted([answer(refusal(number, `${password} is what you typed`))]);
    expect(await check(serve)).toMatchObject({ outcome: 'failed', code, detail: `${number} at sign-in` });
  });

  const tooLong = bytesOf(0xff, 0xff, 0xff, 0, Buffer.alloc(1_000));
  it.each<[string, (socket: Socket) => void, string, string]>([
    ['speaks HTTP', (socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'), 'disable', 'wrong_protocol'],
    [
      'greets in another version',
      (socket) => socket.write(packet(0, bytesOf(9, '3.20\0'))),
      'disable',
      'wrong_protocol',
    ],
    ['greets without end', (socket) => writeForEver(socket, tooLong), 'disable', 'wrong_protocol'],
    [
      'answers without end',
      (socket) => {
        socket.write(greeting());
        socket.once('data', () => writeForEver(socket, tooLong));
      },
      'disable',
      'wrong_protocol',
    ],
    ['greets with half of it', (socket) => socket.end(greeting().subarray(0, 30)), 'disable', 'connection_lost'],
    [
      'greets with too little in it',
      (socket) => socket.write(packet(0, bytesOf(10, '8\0', 1, 2))),
      'disable',
      'wrong_protocol',
    ],
    ['hangs up at once', (socket) => socket.destroy(), 'disable', 'connection_lost'],
    [
      'lets us in before it is asked',
      (socket) => socket.write(Buffer.concat([greeting(), packet(1, ok)])),
      'require',
      'wrong_protocol',
    ],
    ['offers no encryption', (socket) => socket.write(greeting()), 'verify-full', 'tls_not_offered'],
    [
      'says yes in clear instead of TLS',
      (socket) => {
        socket.write(greeting(undefined, true));
        socket.once('data', () => socket.write(packet(2, ok)));
      },
      'require',
      'tls_error',
    ],
  ])('and %s is named', async (_, serve, sslmode, code) => {
    expect(await check(serve, { sslmode })).toMatchObject({ outcome: 'failed', code });
  });

  it('and says nothing is waited for only so long', async () => {
    const result = await check(() => {});
    expect(result.code).toBe('timeout');
    expect(stepsOf(result)).toEqual([
      ['127.0.0.1 reached', 'passed'],
      ['MySQL / MariaDB answered', 'failed'],
    ]);
  });
});
