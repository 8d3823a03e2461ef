/**
 * Writes the migrations of both engines from the one schema: `npm run migrations -- <name>`. With `--reset` all of it
 * becomes one first migration again: only before a release, as no database survives it.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const engines = ['sqlite', 'postgres'] as const;
const words = process.argv.slice(2);
const isReset = words.includes('--reset');
const name = words.find((word) => !word.startsWith('--')) ?? (isReset ? 'first' : undefined);

/** The schema takes its dialect from DATABASE_URL; generating connects to nothing. */
function generate(engine: (typeof engines)[number]): void {
  const folder = join('db/migrations', engine);
  if (isReset) rmSync(folder, { recursive: true, force: true });
  const { status } = spawnSync(
    join('node_modules', '.bin', 'drizzle-kit'),
    ['generate', `--config=db/${engine}/drizzle.config.ts`, ...(name ? [`--name=${name}`] : [])],
    { stdio: 'inherit', env: { ...process.env, DATABASE_URL: engine === 'postgres' ? 'postgres://none' : '' } },
  );
  if (status !== 0) process.exit(status ?? 1);
}

/** Kept by SQLite in the order of their keys, which drizzle-kit cannot say: what is written in that order lies together. */
const clustered = ['last_uses'];

function cluster(): void {
  const folder = 'db/migrations/sqlite';
  const made = new RegExp(`CREATE TABLE \`(?:${clustered.join('|')})\` \\([^;]*\\n\\)(?=;)`, 'g');
  for (const file of readdirSync(folder).filter((one) => one.endsWith('.sql'))) {
    const path = join(folder, file);
    writeFileSync(path, readFileSync(path, 'utf8').replace(made, '$& WITHOUT ROWID'));
  }
}

for (const engine of engines) generate(engine);
cluster();
