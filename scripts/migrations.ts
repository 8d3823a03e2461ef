/**
 * Writes the migrations of both engines from the one schema: `npm run migrations -- <name>`. With `--reset` all of it
 * becomes one first migration again: only before a release, as no database survives it.
 */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
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

for (const engine of engines) generate(engine);
