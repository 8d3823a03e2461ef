import { shownName } from '#lib/connection-members/model.ts';
import { connectionInput, type ConnectionInput } from '#lib/connections/schema.ts';
import { externalId } from '#lib/consumers/schema.ts';
import type { ErrorCode } from '#lib/errors.ts';
import { isStorable } from '#lib/names.ts';
import type { Line } from '#lib/live-lines/model.ts';
import { lineBytesMax } from '#lib/live-lines/schema.ts';

/** A line that is a connection, or why it is none. No value of the line is in what is said of it. */
export type ReadLine =
  | { readonly n: number; readonly item: ConnectionInput; readonly warnings: readonly string[] }
  | { readonly n: number; readonly item: null; readonly refusal: LineRefusal };

export interface LineRefusal {
  readonly code: ErrorCode;
  readonly message: string;
  /** Empty where the line does not say it. */
  readonly consumer: string;
  readonly connectionKey: string;
}

/** What a line calls what a connection has. */
const members = {
  consumer_id: 'consumer',
  unified_api: 'unifiedApi',
  service_id: 'serviceId',
  credentials: 'credentials',
  settings: 'settings',
  metadata: 'metadata',
} as const;

const memberNames: readonly string[] = Object.keys(members);
const wordOf = new Map<string, string>(Object.entries(members).map(([member, name]) => [name, member]));

const depthMax = 32;

export function readLine(line: Line): ReadLine {
  if (line.bytes === null) return refused(line, 'TOO_LARGE', `This line is longer than ${lineBytesMax / 1_024} KB.`);
  const text = textOf(line.bytes);
  if (text === null) return refused(line, 'INPUT_INVALID', 'This line is not UTF-8.');
  const value = valueOf(text);
  if (value === undefined) return refused(line, 'INPUT_INVALID', 'This line is not JSON.');
  if (!isObject(value)) return refused(line, 'INPUT_INVALID', 'A line is one JSON object.');
  const wrong = wrongIn(value);
  if (wrong !== null) return refused(line, 'INPUT_INVALID', wrong);
  return connectionOf(line, value);
}

function connectionOf(line: Line, value: Readonly<Record<string, unknown>>): ReadLine {
  const read = connectionInput.safeParse(
    Object.fromEntries(Object.entries(members).map(([member, name]) => [name, value[member]])),
  );
  if (!read.success) {
    const [issue] = read.error.issues;
    const [first, ...rest] = issue?.path.map(String) ?? [];
    const path = [wordOf.get(first ?? '') ?? first, ...rest].filter(Boolean).join('.');
    const why = issue?.code === 'invalid_type' ? 'missing, or of the wrong kind.' : (issue?.message ?? 'not valid.');
    return refused(line, 'INPUT_INVALID', `${path}: ${why}`, value);
  }
  const unknown = Object.keys(value).filter((name) => !memberNames.includes(name));
  return { n: line.n, item: read.data, warnings: unknown.length === 0 ? [] : [unknownWords(unknown)] };
}

const namedMax = 5;

const unknownWords = (names: readonly string[]): string =>
  `Not known, so left out: ${names
    .slice(0, namedMax)
    .map(shownName)
    .join(', ')}${names.length > namedMax ? ' and more' : ''}.`;

function refused(
  { n }: Line,
  code: ErrorCode,
  message: string,
  value: Readonly<Record<string, unknown>> = {},
): ReadLine {
  const consumer = externalId.safeParse(value['consumer_id']);
  const connectionKey = shownKey(value['unified_api'], value['service_id']);
  return { n, item: null, refusal: { code, message, consumer: consumer.data ?? '', connectionKey } };
}

/** Of a line that is refused. Empty: it does not say it in words. */
export const shownKey = (...parts: readonly [unifiedApi: unknown, serviceId: unknown]): string =>
  parts.every(isWord) ? parts.join('+') : '';

/** As the names of unified APIs and services are. Anything else may be a secret in the wrong place. */
const isWord = (value: unknown): value is string => typeof value === 'string' && /^[a-z][a-z0-9-]{0,39}$/i.test(value);

function textOf(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** The parser quotes what it cannot read, so its words go no further. */
function valueOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What neither database keeps as it is, or nobody could read again: in words, or null. No recursion: depth is theirs. */
function wrongIn(root: object): string | null {
  let level: readonly unknown[] = [root];
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > depthMax) return `This line is nested deeper than ${depthMax} levels.`;
    const next: unknown[] = [];
    for (const value of level) {
      const wrong = wrongAlone(value);
      if (wrong !== null) return wrong;
      if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) next.push(inner);
    }
    level = next;
  }
  return null;
}

function wrongAlone(value: unknown): string | null {
  if (typeof value === 'string') return isStorable(value) ? null : unstorable;
  if (typeof value === 'number') return Number.isFinite(value) ? null : 'A number in this line is too large.';
  if (!isObject(value)) return null;
  if (Object.hasOwn(value, '__proto__')) return 'No member of a line may be called __proto__.';
  return Object.keys(value).every(isStorable) ? null : unstorable;
}

const unstorable = 'This line contains characters that cannot be stored.';
