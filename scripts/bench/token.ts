/** `npm run bench -- token`: handing tokens out, beside the work alone and beside a route handler of Next, in one run. */
import { spawn, type ChildProcess } from 'node:child_process';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { buildIfNeeded } from '../build.ts';
import { freePort } from '../vitest/server-process.ts';
import { stepBack, webWords } from '../web-program.ts';
import { childEnvironment, newFolder, removeFolder, startChild } from './children.ts';
import { median, rounded } from './figures.ts';
import { buildNextRoute } from './token-next.ts';

const floorRatioMin = 0.5;
const nextRatioMin = 4;
const rate = 500;
const p99MsMax = 10;
const secondsEach = 8;
const rateSeconds = 40;
/** What they all do at first is not counted: code that is compiled as it is met. */
const warmSeconds = 12;
/** What was last used is written down up to half a minute later. So a burst is over only then, and a rate steady. */
const settleMs = 40_000;
const steadySeconds = 35;
const readyMsMax = 60_000;
const answerMsMax = 5_000;

const loadShape = z.object({
  perSecond: z.number(),
  p50: z.number(),
  p95: z.number(),
  p99: z.number(),
  max: z.number(),
  isFirst: z.boolean(),
});
type Load = z.output<typeof loadShape>;

export async function benchToken({ items, rounds }: { readonly items: number; readonly rounds: number }) {
  const [folder, nextFolder] = [newFolder(), newFolder()];
  const servers: Server[] = [];
  try {
    console.error(`Making a database and ${items} credentials …`);
    await startChild('token-prepare', folder, [String(items)]).result;
    console.error('Building the route handler …');
    const nextWords = await buildNextRoute(nextFolder);
    const start = async (words: Words, path: string, onStart?: (child: ChildProcess) => void) => {
      const server = await startServer(folder, words, path, onStart);
      servers.push(server);
      return server;
    };
    const floor = await start((port) => [join(import.meta.dirname, 'token-floor.ts'), folder, String(port)], '/');
    const product = await start(() => ['engine.ts'], '/healthz');
    const next = await start(nextWords, '/');
    const pairs = await taken(folder, { floor, product, next }, rounds);
    const atRate = (server: Server) => load(folder, server, rateSeconds, rate);
    const idle = await inTurns({ folder, floor, product, rounds, name: 'idle' }, atRate);
    await buildIfNeeded(() => console.error('Building the dashboard …'));
    const web = await start(
      (port) => webWords({ port, bind: '127.0.0.1', hasCertificate: false }),
      '/sign-in',
      stepBack,
    );
    await startChild('token-heavy', folder, [web.origin, String(warmSeconds)]).result;
    const busy = await inTurns({ folder, floor, product, rounds, name: 'busy' }, (server) =>
      whileRendering(folder, web, () => atRate(server)),
    );
    return resultOf({ pairs, idle, busy, items, rounds });
  } finally {
    for (const server of servers) server.process.kill('SIGKILL');
    removeFolder(folder);
    removeFolder(nextFolder);
  }
}

interface Server {
  readonly process: ChildProcess;
  readonly origin: string;
}

type Words = (port: number) => readonly string[];

async function startServer(
  folder: string,
  words: Words,
  path: string,
  onStart?: (child: ChildProcess) => void,
): Promise<Server> {
  const port = await freePort();
  const child = spawn(process.execPath, words(port), {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...childEnvironment(folder),
      NODE_ENV: 'production',
      PORT: String(port),
      API_PORT: String(port),
      API_REQUESTS_PER_MINUTE: '100000000',
      BENCH_FOLDER: folder,
    },
  });
  onStart?.(child);
  const origin = `http://127.0.0.1:${port}`;
  const givesUpAt = performance.now() + readyMsMax;
  while (!(await isAnswering(origin + path))) {
    if (child.exitCode !== null || performance.now() > givesUpAt) {
      child.kill('SIGKILL');
      throw new Error(`${words(port).join(' ')} did not start.`);
    }
    await pause(50);
  }
  return { process: child, origin };
}

const isAnswering = (url: string): Promise<boolean> =>
  fetch(url, { signal: AbortSignal.timeout(answerMsMax) }).then(
    () => true,
    () => false,
  );

const load = async (folder: string, { origin }: Server, seconds: number, perSecond?: number): Promise<Load> => {
  const words = [origin, String(seconds), ...(perSecond === undefined ? [] : ['--rate', String(perSecond)])];
  return loadShape.parse(await startChild('token-load', folder, words).result);
};

interface Pair<T> {
  readonly floor: T;
  readonly product: T;
}

interface Measuring extends Pair<Server> {
  readonly folder: string;
  readonly rounds: number;
  readonly name: string;
}

/** Each when it has been asked at the rate for a while, the floor when nothing of the product is left to be written. */
async function inTurns<T extends Load>(
  { folder, floor, product, rounds, name }: Measuring,
  measured: (server: Server) => Promise<T>,
): Promise<Pair<T>[]> {
  const steadily = async (server: Server): Promise<T> => {
    await load(folder, server, steadySeconds, rate);
    return measured(server);
  };
  const turns: Pair<T>[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    await pause(settleMs);
    const turn = { floor: await steadily(floor), product: await steadily(product) };
    turns.push(turn);
    console.error(`${name} ${round}: 99th percentile floor ${turn.floor.p99} ms, product ${turn.product.p99} ms`);
  }
  return turns;
}

interface Turn {
  readonly floor: Load;
  readonly product: Load;
  readonly next: Load;
}

async function taken(folder: string, servers: Readonly<Record<keyof Turn, Server>>, rounds: number): Promise<Turn[]> {
  for (const server of Object.values(servers)) await load(folder, server, warmSeconds);
  const turns: Turn[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const floor = await load(folder, servers.floor, secondsEach);
    const product = await load(folder, servers.product, secondsEach);
    const next = await load(folder, servers.next, secondsEach);
    turns.push({ floor, product, next });
    const said = Object.entries({ floor, product, next }).map(([name, one]) => `${name} ${one.perSecond}/s`);
    console.error(`round ${round}: ${said.join(', ')}`);
  }
  return turns;
}

/** Pages of the dashboard, from another program on the same database. */
async function whileRendering(
  folder: string,
  web: Server,
  work: () => Promise<Load>,
): Promise<Load & { pages: number }> {
  const heavy = startChild('token-heavy', folder, [web.origin, String(rateSeconds)]);
  const figures = await work();
  const { pages } = z.object({ pages: z.number() }).parse(await heavy.result);
  return { ...figures, pages };
}

interface Figures {
  readonly pairs: readonly Turn[];
  readonly idle: readonly Pair<Load>[];
  readonly busy: readonly Pair<Load & { pages: number }>[];
  readonly items: number;
  readonly rounds: number;
}

function resultOf({ pairs, idle, busy, items, rounds }: Figures) {
  const rateOf = (name: keyof Turn): number => rounded(median(pairs.map((turn) => turn[name].perSecond)), 0);
  const ratios = pairs.map(({ floor, product }) => product.perSecond / floor.perSecond);
  const nextRatios = pairs.map(({ next, product }) => product.perSecond / next.perSecond);
  const [ratio, nextRatio] = [rounded(median(ratios)), rounded(median(nextRatios))];
  const atRate = { asked: rate, idle: mediansOf(idle), busy: mediansOf(busy), p99TargetMs: p99MsMax };
  const isInTime = [atRate.idle, atRate.busy].every(({ product }) => product.p99 <= p99MsMax);
  return {
    name: 'token',
    unit: '1/s',
    product: rateOf('product'),
    floor: rateOf('floor'),
    next: rateOf('next'),
    ratio,
    range: [rounded(Math.min(...ratios)), rounded(Math.max(...ratios))],
    target: floorRatioMin,
    nextRatio,
    nextRange: [rounded(Math.min(...nextRatios)), rounded(Math.max(...nextRatios))],
    nextTarget: nextRatioMin,
    atRate,
    ok: ratio >= floorRatioMin && nextRatio >= nextRatioMin && isInTime,
    items,
    rounds,
    machine: { node: process.versions.node, cores: cpus().length, load: rounded(loadavg()[0] ?? 0) },
  };
}

const mediansOf = (turns: readonly Pair<Load & { pages?: number }>[]) => ({
  floor: medianOf(turns.map(({ floor }) => floor)),
  product: medianOf(turns.map(({ product }) => product)),
});

function medianOf(loads: readonly (Load & { pages?: number })[]) {
  const of = (name: 'perSecond' | 'p50' | 'p95' | 'p99' | 'max'): number =>
    rounded(median(loads.map((one) => one[name])));
  const p99s = loads.map(({ p99 }) => p99);
  const pages = loads.flatMap((one) => one.pages ?? []);
  return {
    perSecond: of('perSecond'),
    p50: of('p50'),
    p95: of('p95'),
    p99: of('p99'),
    p99Range: [Math.min(...p99s), Math.max(...p99s)],
    max: of('max'),
    isClientFirst: loads.every(({ isFirst }) => isFirst),
    ...(pages.length > 0 && { pages: median(pages) }),
  };
}
