import type { Socket } from 'node:net';
import { readFrom } from '#lib/verify/driver-reader.ts';
import { DriverStop } from '#lib/verify/driver-steps.ts';

/** RESP 2: https://redis.io/docs/latest/develop/reference/protocol-spec/ */
const conversationBytesMax = 16_384;
const lineBytesMax = 1_024;
const textBytesMax = 4_096;
const lineEnd = '\r\n';
/** The first byte of a TLS alert. */
const tlsAlert = 0x15;

export interface RedisLine {
  /**
   * Sends one command and waits for its one reply: a text, a number in digits, empty for null.
   * @throws DriverStop when the reply is an error, or none at all
   */
  readonly ask: (...parts: readonly string[]) => Promise<string>;
}

/** A conversation over an open socket. */
export function talkRedis(socket: Socket): RedisLine {
  const reader = readFrom(socket, conversationBytesMax);
  return {
    ask: async (...parts) => {
      socket.write(commandOf(parts));
      const { kind, text } = await reader.read(takeReply);
      if (kind === 'error') throw stopOf(text);
      return text;
    },
  };
}

const commandOf = (parts: readonly string[]): string =>
  [`*${parts.length}`, ...parts.flatMap((part) => [`$${Buffer.byteLength(part)}`, part]), ''].join(lineEnd);

interface Reply {
  readonly kind: 'text' | 'error';
  readonly text: string;
}

function takeReply(arrived: Buffer): { value: Reply; used: number } | null {
  const type = arrived.toString('latin1', 0, 1);
  if (arrived[0] === tlsAlert) throw new DriverStop('tls_required');
  if (!'+-:$'.includes(type)) throw new DriverStop('wrong_protocol');
  const end = arrived.subarray(0, lineBytesMax).indexOf(lineEnd);
  if (end < 0) {
    if (arrived.length >= lineBytesMax) throw new DriverStop('wrong_protocol');
    return null;
  }
  const line = arrived.toString('utf8', 1, end);
  const used = end + lineEnd.length;
  if (type !== '$') return { value: { kind: type === '-' ? 'error' : 'text', text: line }, used };

  if (line === '-1') return { value: { kind: 'text', text: '' }, used };
  const length = /^\d{1,4}$/.test(line) ? Number(line) : Infinity;
  if (length > textBytesMax) throw new DriverStop('wrong_protocol');
  const whole = used + length + lineEnd.length;
  return arrived.length < whole
    ? null
    : { value: { kind: 'text', text: arrived.toString('utf8', used, used + length) }, used: whole };
}

/** The first words that errors begin with; a word that is not among them may be anything and is not passed on. */
const errorWords = new Set([
  'ERR',
  'WRONGPASS',
  'NOAUTH',
  'NOPERM',
  'DENIED',
  'LOADING',
  'MASTERDOWN',
  'CLUSTERDOWN',
  'READONLY',
  'MISCONF',
  'MOVED',
  'BUSY',
  'OOM',
]);

/** `ERR` stands for many things, and before version 6 for nearly all; which one, only the rest of the line tells. */
const errTexts: readonly (readonly [text: RegExp, stop: () => DriverStop])[] = [
  [/invalid password/i, () => new DriverStop('server', { state: 'WRONGPASS' })],
  [/without any password configured|no password is set/i, () => new DriverStop('no_password_set')],
  [/wrong number of arguments for 'auth'/i, () => new DriverStop('server', { state: 'ERR', hint: 'no_users' })],
  [/max number of clients/i, () => new DriverStop('server', { state: 'ERR', hint: 'too_many_connections' })],
  [/DB index|SELECT is not allowed/i, () => new DriverStop('server', { state: 'ERR', hint: 'no_such_database' })],
];

function stopOf(line: string): DriverStop {
  const [word = ''] = line.split(' ', 1);
  const state = errorWords.has(word) ? word : 'ERR';
  const known = state === 'ERR' ? errTexts.find(([text]) => text.test(line)) : undefined;
  return known ? known[1]() : new DriverStop('server', { state });
}
