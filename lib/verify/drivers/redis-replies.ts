import type { Socket } from 'node:net';
import { readFrom, type Take } from '#lib/verify/driver-reader.ts';
import { DriverStop } from '#lib/verify/driver-steps.ts';

/** RESP 2: https://redis.io/docs/latest/develop/reference/protocol-spec/ */
const conversationBytesMax = 65_536;
const lineBytesMax = 1_024;
const textBytesMax = 16_384;
const listItemsMax = 1_024;
const listDepthMax = 3;
const lineEnd = '\r\n';
/** The first byte of a TLS alert. */
const tlsAlert = 0x15;

export interface RedisLine {
  /**
   * Sends one command and waits for its one reply: a text, a number in digits, empty for null.
   * @throws DriverStop when the reply is an error, or none at all
   */
  readonly ask: (...parts: readonly string[]) => Promise<string>;
  /** The same for a reply that is a list; lists in it come flat. */
  readonly askList: (...parts: readonly string[]) => Promise<readonly string[]>;
}

/** A conversation over an open socket. */
export function talkRedis(socket: Socket): RedisLine {
  const reader = readFrom(socket, conversationBytesMax);
  const ask = async (parts: readonly string[], take: Take<Reply>): Promise<readonly string[]> => {
    socket.write(commandOf(parts));
    const { kind, texts } = await reader.read(take);
    if (kind === 'error') throw stopOf(texts[0] ?? '');
    return texts;
  };
  return {
    ask: async (...parts) => (await ask(parts, takeReply))[0] ?? '',
    askList: (...parts) => ask(parts, takeList),
  };
}

const commandOf = (parts: readonly string[]): string =>
  [`*${parts.length}`, ...parts.flatMap((part) => [`$${Buffer.byteLength(part)}`, part]), ''].join(lineEnd);

interface Reply {
  readonly kind: 'text' | 'error';
  readonly texts: readonly string[];
}
type Taken = ReturnType<Take<Reply>>;

function takeReply(arrived: Buffer): Taken {
  const type = arrived.toString('latin1', 0, 1);
  if (arrived[0] === tlsAlert) throw new DriverStop('tls_required');
  if (!'+-:$'.includes(type)) throw new DriverStop('wrong_protocol');
  const line = takeLine(arrived);
  if (!line) return null;
  const { text, used } = line;
  if (type !== '$') return { value: { kind: type === '-' ? 'error' : 'text', texts: [text] }, used };

  if (text === '-1') return { value: { kind: 'text', texts: [''] }, used };
  const end = used + countOf(text, textBytesMax);
  return arrived.length < end + lineEnd.length
    ? null
    : { value: { kind: 'text', texts: [arrived.toString('utf8', used, end)] }, used: end + lineEnd.length };
}

function takeList(arrived: Buffer, depth = 0): Taken {
  if (arrived.toString('latin1', 0, 1) !== '*') return takeReply(arrived);
  const line = takeLine(arrived);
  if (!line) return null;
  if (line.text === '-1') return { value: { kind: 'text', texts: [] }, used: line.used };
  if (depth >= listDepthMax) throw new DriverStop('wrong_protocol');
  const texts: string[] = [];
  let { used } = line;
  for (let left = countOf(line.text, listItemsMax); left > 0; left -= 1) {
    const item = used < arrived.length ? takeList(arrived.subarray(used), depth + 1) : null;
    if (!item) return null;
    texts.push(...item.value.texts);
    used += item.used;
  }
  return { value: { kind: 'text', texts }, used };
}

function takeLine(arrived: Buffer): { readonly text: string; readonly used: number } | null {
  const end = arrived.subarray(0, lineBytesMax).indexOf(lineEnd);
  if (end >= 0) return { text: arrived.toString('utf8', 1, end), used: end + lineEnd.length };
  if (arrived.length >= lineBytesMax) throw new DriverStop('wrong_protocol');
  return null;
}

function countOf(text: string, max: number): number {
  const count = /^\d{1,5}$/.test(text) ? Number(text) : Infinity;
  if (count > max) throw new DriverStop('wrong_protocol');
  return count;
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
