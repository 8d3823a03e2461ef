/**
 * `npm run assurance -- <proof>`: the long form of what `npm test` proves in short. The last line of stdout is JSON; what
 * is shown is in docs/benchmarks.md. Ends with 1 when it does not hold.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startPostgres } from './vitest/postgres-server.ts';

const engines = ['sqlite', 'postgres'] as const;
type Engine = (typeof engines)[number];

/** The numbers each proof is given. */
const proofs = {
  B5: [],
  B6: ['flips', 'seed'],
  B8: ['kills', 'items', 'seed'],
  R1: ['rounds'],
  R2: [],
  R4: ['kills', 'seed'],
  R5: ['answers', 'seed'],
  R6: ['jumps', 'seed'],
  R7: ['credentials'],
  R8: ['events', 'seed'],
} as const;
const isProof = (text: string | undefined): text is keyof typeof proofs => text !== undefined && text in proofs;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    flips: { type: 'string', default: '2000' },
    kills: { type: 'string', default: '200' },
    items: { type: 'string', default: '3000' },
    rounds: { type: 'string', default: '1000' },
    answers: { type: 'string', default: '400' },
    jumps: { type: 'string', default: '200' },
    credentials: { type: 'string', default: '10000' },
    events: { type: 'string', default: '10000' },
    engine: { type: 'string', default: 'both' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const [id] = positionals;
const chosen = engines.filter((engine) => values.engine === 'both' || values.engine === engine);
const numbers = isProof(id) ? proofs[id].map((name) => values[name]) : [];
if (!isProof(id) || chosen.length === 0 || !numbers.every((text) => /^[1-9]\d*$/.test(text))) {
  const numbersOf = [...new Set(Object.values(proofs).flat())].map((name) => `[--${name} N]`).join(' ');
  console.error(`Usage: npm run assurance -- ${Object.keys(proofs).join('|')} [--engine E] ${numbersOf}`);
  process.exit(2);
}
const program = join(import.meta.dirname, `assurance/${id.toLowerCase()}.ts`);

/** The schema takes its dialect when it is first imported: a process for each engine. */
function prove(engine: Engine, databaseUrl: string): Promise<unknown> {
  const child = spawn(process.execPath, [program, engine, ...numbers], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, DATABASE_URL: databaseUrl, LOG_LEVEL: 'error' },
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => void (said += text));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(JSON.parse(said));
      else reject(new Error(`${id} does not hold on ${engine}.`));
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
console.log(JSON.stringify({ name: id, engines: done, ok: done.length === chosen.length }));
