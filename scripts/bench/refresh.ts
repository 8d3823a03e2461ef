/** `npm run bench -- refresh`: refreshes a second beside the same without the product, and how what is due is found. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { startPostgres } from '../vitest/postgres-server.ts';
import { newFolder, removeFolder, startChild } from './children.ts';
import { median, rounded } from './figures.ts';
import { runPairs } from './rounds.ts';

const perSecondMin = 200;
const scanMsMax = 5;

const scanned = z.object({ medianMs: z.number(), p95Ms: z.number() });

export interface RefreshBench {
  readonly items: number;
  readonly rounds: number;
  /** Grants of which a thousandth is due. */
  readonly rows: number;
}

export async function benchRefresh({ items, rounds, rows }: RefreshBench) {
  const { floor, product, ratios } = await pairsOf(items, rounds);
  const scan = { sqlite: await scanOf(rows, ''), postgres: await onPostgres((url) => scanOf(rows, url)) };
  const isFast = product >= perSecondMin;
  const isFound = Object.values(scan).every(({ medianMs }) => medianMs <= scanMsMax);
  return {
    name: 'refresh',
    unit: '1/s',
    product: rounded(product),
    floor: rounded(floor),
    ratio: rounded(median(ratios)),
    range: [rounded(Math.min(...ratios)), rounded(Math.max(...ratios))],
    target: perSecondMin,
    scan: { rows, ...scan, targetMs: scanMsMax },
    ok: isFast && isFound,
    items,
    rounds,
    machine: { node: process.versions.node, cores: cpus().length, load: rounded(loadavg()[0] ?? 0) },
  };
}

async function pairsOf(items: number, rounds: number) {
  const endpoint = await startEndpoint();
  const template = newFolder();
  try {
    console.error(`Making a database and ${items} credentials …`);
    await startChild('refresh-prepare', template, [String(items), endpoint.url]).result;
    const pairs = await runPairs('refresh', template, rounds);
    const perSecond = (ms: number): number => (items / ms) * 1_000;
    return {
      floor: median(pairs.map(({ floor }) => perSecond(floor.ms))),
      product: median(pairs.map(({ product }) => perSecond(product.ms))),
      ratios: pairs.map(({ floor, product }) => floor.ms / product.ms),
    };
  } finally {
    endpoint.stop();
    removeFolder(template);
  }
}

async function startEndpoint(): Promise<{ url: string; stop: () => void }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'token-endpoint.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
  return { url: said.trim(), stop: () => void child.kill() };
}

/** The schema takes its dialect when it is first imported: a process for each engine. */
async function scanOf(rows: number, databaseUrl: string) {
  console.error(`Looking for what is due among ${rows} on ${databaseUrl ? 'PostgreSQL' : 'SQLite'} …`);
  const child = spawn(process.execPath, [join(import.meta.dirname, 'refresh-scan.ts'), String(rows)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, DATABASE_URL: databaseUrl, LOG_LEVEL: 'error' },
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => void (said += text));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`refresh-scan ended with ${code}.`);
  return scanned.parse(JSON.parse(said));
}

async function onPostgres<T>(work: (url: string) => Promise<T>): Promise<T> {
  const server = await startPostgres();
  try {
    return await work(server.url);
  } finally {
    await server.stop();
  }
}
