/**
 * Asks for tokens of random credentials: `token-load.ts <folder> <origin> <seconds> [--rate N]`. As fast as sixteen
 * connections can, or at a fixed rate on time whatever the last answer took, so that a stall is not hidden. Says how many
 * a second and their latencies, in milliseconds. At a rate it comes before what it measures, where the system lets it: its
 * own waiting for a processor would be told as theirs. `isFirst` says whether it did.
 */
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { setPriority } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { percentile, rounded } from './figures.ts';
import { keyFileOf, targetsFileOf } from './token-place.ts';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { rate: { type: 'string' } } });
const [folder = '', origin = '', seconds = '1'] = positionals;
const rate = values.rate === undefined ? null : Number(values.rate);
const connections = rate === null ? 16 : 64;
const { hostname, port } = new URL(origin);
const key = readFileSync(keyFileOf(folder), 'utf8');
const targets = readFileSync(targetsFileOf(folder), 'utf8').split('\n');

/** One connection, one request after the other. Ended by whatever is not the answer that was asked for. */
class Line {
  #socket: Socket = this.#open();
  #said = '';
  #answered: ((body: string) => void) | null = null;

  #open(): Socket {
    const socket = connect(Number(port), hostname).setNoDelay(true).setEncoding('latin1');
    socket.on('data', (text: string) => this.#hear(text));
    socket.on('error', (error) => fail(error.message));
    return socket.on('close', () => this.#answered && fail('A connection ended before its answer.'));
  }

  ask(id: string): Promise<string> {
    this.#said = '';
    // A server may end a connection on which nothing is asked; the next request opens another.
    if (this.#socket.destroyed || this.#socket.readableEnded) this.#socket = this.#open();
    this.#socket.write(
      `POST /v1/credentials/${id}/token HTTP/1.1\r\nhost: ${hostname}:${port}\r\nauthorization: Bearer ${key}\r\ncontent-length: 0\r\n\r\n`,
    );
    return new Promise((resolve) => (this.#answered = resolve));
  }

  end(): void {
    this.#socket.destroy();
  }

  #hear(text: string): void {
    this.#said += text;
    const headEnd = this.#said.indexOf('\r\n\r\n');
    if (headEnd < 0 || !isWhole(this.#said, headEnd)) return;
    const answered = this.#answered;
    this.#answered = null;
    answered?.(this.#said);
  }
}

function isWhole(said: string, headEnd: number): boolean {
  const [, length] = /\r\ncontent-length: *(\d+)\r\n/i.exec(said.slice(0, headEnd + 2)) ?? [];
  return length === undefined ? said.endsWith('0\r\n\r\n') : said.length >= headEnd + 4 + Number(length);
}

function fail(why: string): never {
  console.error(why);
  return process.exit(1);
}

const took: number[] = [];

async function askFor(line: Line, from: number): Promise<void> {
  const id = targets[Math.floor(Math.random() * targets.length)] ?? '';
  const said = await line.ask(id);
  if (!said.startsWith('HTTP/1.1 200') || !said.includes(`"accessToken":"access-${id}-`)) fail(said.slice(0, 500));
  took.push(performance.now() - from);
}

async function asFast(untilMs: number): Promise<void> {
  const lane = async (line: Line): Promise<void> => {
    while (performance.now() < untilMs) await askFor(line, performance.now());
  };
  await Promise.all(lines.map(lane));
}

async function atRate(perSecond: number, fromMs: number, untilMs: number): Promise<void> {
  const free = [...lines];
  const waiting: ((line: Line) => void)[] = [];
  const give = (line: Line): void => {
    const next = waiting.shift();
    if (next) next(line);
    else free.push(line);
  };
  const taken = async (): Promise<Line> => free.pop() ?? new Promise<Line>((resolve) => waiting.push(resolve));
  const asked: Promise<void>[] = [];
  for (let n = 0; ; n += 1) {
    const due = fromMs + (n * 1_000) / perSecond;
    if (due >= untilMs) break;
    while (performance.now() < due) await pause(Math.max(0, due - performance.now()));
    asked.push(taken().then((line) => askFor(line, due).finally(() => give(line))));
  }
  await Promise.all(asked);
}

function comeFirst(): boolean {
  try {
    setPriority(-10);
    return true;
  } catch {
    return false;
  }
}

const lines = Array.from({ length: connections }, () => new Line());
const isFirst = rate !== null && comeFirst();
const from = performance.now();
const until = from + Number(seconds) * 1_000;
await (rate === null ? asFast(until) : atRate(rate, from, until));
const ms = performance.now() - from;
for (const line of lines) line.end();
const at = (percent: number): number => rounded(percentile(took, percent));
console.log(
  JSON.stringify({
    perSecond: rounded((took.length / ms) * 1_000, 0),
    p50: at(50),
    p95: at(95),
    p99: at(99),
    max: at(100),
    isFirst,
  }),
);
