import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { checkRedis } from './redis.ts';
import { hostileServers, tryHere, writeForEver } from './testing.ts';

const password = 'correct-horse-battery';
const { listen } = hostileServers();

/** Answers each command by its first word; `*` answers all others. Notes what was asked. */
function answering(replies: Readonly<Record<string, string>>, said: string[] = []): (socket: Socket) => void {
  return (socket) => {
    socket.on('data', (bytes: Buffer) => {
      said.push(bytes.toString());
      const word = bytes.toString().split('\r\n')[2] ?? '';
      socket.write(replies[word] ?? replies['*'] ?? '+OK\r\n');
    });
  };
}

const listing = (list: string) => answering({ AUTH: '+OK\r\n', ACL: list });

const signedOut = { PING: '-NOAUTH Authentication required.\r\n' };

async function check(serve: (socket: Socket) => void, settings: { user?: string; database?: number } = {}) {
  const port = await listen(serve);
  return tryHere(checkRedis, {
    driver: 'redis',
    password,
    settings: { host: '127.0.0.1', port, sslmode: 'disable', ...settings },
  });
}

describe('a Redis that refuses', () => {
  it.each<[string, string, string, string | null]>([
    ['-DENIED Redis is running in protected mode', 'host_not_allowed', 'host', 'DENIED at sign-in'],
    ['-LOADING Redis is loading the dataset in memory', 'server_starting', '', 'LOADING at sign-in'],
    ['-BUSY Redis is busy running a script', 'server_busy', '', 'BUSY at sign-in'],
    ['-ERR max number of clients reached', 'too_many_connections', '', 'ERR at sign-in'],
    ['-MOVED 3999 10.0.0.1:6381', 'server_refused', '', 'MOVED at sign-in'],
  ])('at once with %s is told in our words', async (line, code, field, detail) => {
    const result = await check((socket) => socket.end(`${line}\r\n`));
    expect(result).toMatchObject({ outcome: 'failed', code, field: field || null, detail });
  });

  it.each<[string, string]>([
    ['-WRONGPASS invalid username-password pair or user is disabled.', 'wrong_password'],
    ['-ERR invalid password', 'wrong_password'],
    ['-ERR Client sent AUTH, but no password is set', 'no_password_set'],
    ['-ERR AUTH <password> called without any password configured for the default user.', 'no_password_set'],
    [`-ERR wrong number of arguments for 'auth' command`, 'no_users'],
    [`-ERR ${password} is what you typed`, 'server_refused'],
    [`-CORRECTHORSE ${password} is what you typed`, 'server_refused'],
  ])('the sign-in with %s is told in our words', async (line, code) => {
    const result = await check(answering({ ...signedOut, AUTH: `${line}\r\n` }), { user: 'sync' });
    expect(result).toMatchObject({ outcome: 'failed', code });
    expect(JSON.stringify(result)).not.toMatch(/what you typed|CORRECTHORSE/i);
  });

  it.each(['-NOPERM this user has no permissions', '-MASTERDOWN Link with MASTER is down', '-READONLY replica'])(
    'a question with %s has let us in all the same',
    async (line) => {
      const replies = { AUTH: '+OK\r\n', '*': `${line}\r\n` };
      expect(await check(answering(replies), { user: 'sync' })).toMatchObject({ outcome: 'passed', account: 'sync' });
    },
  );

  it('is asked once, and no other server is', async () => {
    const said: string[] = [];
    await check(answering({ ...signedOut, AUTH: '-MOVED 1 127.0.0.1:1\r\n' }, said));
    expect(said.filter((one) => one.includes('AUTH'))).toHaveLength(1);
  });
});

describe('a Redis that is not what it should be', () => {
  it.each([
    ['the password', password, 'Redis accepted the password.'],
    ['half of it', password.slice(0, 10), 'Redis accepted the password.'],
    ['another name', 'someone\u202eelse', 'Connected as someoneelse.'],
    ['a long name', 'x'.repeat(4_000), `Connected as ${'x'.repeat(79)}….`],
  ])('and calls us %s', async (_, name, message) => {
    const replies = { AUTH: '+OK\r\n', ACL: `$${Buffer.byteLength(name)}\r\n${name}\r\n` };
    expect(await check(answering(replies), { user: 'sync' })).toMatchObject({ outcome: 'passed', message });
  });

  it.each<[string, (socket: Socket) => void, string]>([
    ['speaks HTTP', (socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'), 'wrong_protocol'],
    ['speaks TLS', (socket) => socket.end(Buffer.from([0x15, 3, 3, 0, 2, 2, 70])), 'tls_required'],
    ['sends a line without end', (socket) => writeForEver(socket, '-'.repeat(1_000)), 'wrong_protocol'],
    ['announces more than there can be', (socket) => socket.write('$999999999999\r\n'), 'wrong_protocol'],
    ['announces a length that is none', (socket) => socket.write('$-7\r\n'), 'wrong_protocol'],
    ['sends what was not asked for', (socket) => socket.write('*1\r\n+OK\r\n'), 'wrong_protocol'],
    ['lists more than there can be', listing('*9999\r\n'), 'wrong_protocol'],
    ['lists lists of lists', listing('*1\r\n'.repeat(50)), 'wrong_protocol'],
    ['hangs up in the middle', (socket) => socket.end('-NOAU'), 'connection_lost'],
    ['says nothing', () => {}, 'timeout'],
  ])('and %s is named', async (_, serve, code) => {
    expect(await check(serve, { user: 'sync' })).toMatchObject({ outcome: 'failed', code });
  });
});
