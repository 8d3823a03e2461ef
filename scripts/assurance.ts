/**
 * `npm run assurance -- B8`: the long form of what `npm test` proves in short. The last line of stdout is JSON; what is
 * shown is in docs/benchmarks.md. Ends with 1 when it does not hold.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startPostgres } from './vitest/postgres-server.ts';

const engines = ['sqlite', 'postgres'] as const;
type Engine = (typeof engines)[number];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    kills: { type: 'string', default: '200' },
    items: { type: 'string', default: '3000' },
    engine: { type: 'string', default: 'both' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const chosen = engines.filter((engine) => values.engine === 'both' || values.engine === engine);
const numbers = [values.kills, values.items, values.seed];
if (positionals.join() !== 'B8' || chosen.length === 0 || !numbers.every((text) => /^[1-9]\d*$/.test(text))) {
  console.error('Usage: npm run assurance -- B8 [--kills N] [--items N] [--engine sqlite|postgres|both] [--seed N]');
  process.exit(2);
}

/** The schema takes its dialect when it is first imported: a process for each engine. */
function prove(engine: Engine, databaseUrl: string): Promise<unknown> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'assurance/b8.ts'), engine, ...numbers], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, DATABASE_URL: databaseUrl, LOG_LEVEL: 'error' },
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => void (said += text));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(JSON.parse(said));
      else reject(new Error(`B8 does not hold on ${engine}.`));
    });
  });
}

async function proveOn(engine: Engine): Promise<unknown> {
  if (engine === 'sqlite') return prove(engine, '');
  const server = await startPostgres();
  try {
    return await prove(engine, server.url);
  } finally {
    await server.stop();
  }
}

const done: unknown[] = [];
try {
  for (const engine of chosen) done.push(await proveOn(engine));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
console.log(JSON.stringify({ name: 'B8', target: numbers[0], engines: done, ok: done.length === chosen.length }));
