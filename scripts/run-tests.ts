/** Every test there is; who failed and why, and their numbers as the last line. */
import { spawn } from 'node:child_process';
import { globSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildIfNeeded } from './build.ts';
import { chromePath, prepareServers, prepareStrace } from './machine.ts';
import { lastLines, type Numbers, numbersOf, total } from './numbers/model.ts';
import { report, verify } from './verify.ts';

const folder = mkdtempSync(join(tmpdir(), 'keyhaven-numbers-'));
const hasJourneys = globSync('e2e/**/*.spec.ts').length > 0;

async function runChecks(): Promise<Numbers> {
  const done = await verify();
  report(done);
  const bad = done.filter(({ isGood }) => !isGood);
  const failures = bad.map(({ name, said }) => ({ name, reason: said }));
  return { passed: done.length - bad.length, skipped: 0, failures, retried: [] };
}

function runVitest(): Promise<Numbers> {
  prepareStrace();
  prepareServers();
  return counted(['vitest', 'run', '--reporter=default', '--reporter=./scripts/numbers/vitest.ts']);
}

async function runBuild(): Promise<Numbers> {
  await buildIfNeeded(() => console.log('Building the dashboard …'));
  return { passed: 0, skipped: 0, failures: [], retried: [] };
}

const runJourneys = async (): Promise<Numbers> =>
  counted(['playwright', 'test', '--reporter=list,./scripts/numbers/playwright.ts'], { CHROME_PATH: chromePath() });

async function counted(words: readonly string[], env: Record<string, string> = {}): Promise<Numbers> {
  const file = join(folder, `${words[0]}.json`);
  const code = await run(words, { ...env, KEYHAVEN_NUMBERS: file });
  return numbersOf(words.join(' '), code, file);
}

function run(
  [program = '', ...rest]: readonly string[],
  env: Record<string, string>,
): Promise<number | NodeJS.Signals> {
  return new Promise((resolve, reject) => {
    const path = `${process.cwd()}/node_modules/.bin:${process.env['PATH'] ?? ''}`;
    const child = spawn(program, rest, { stdio: 'inherit', env: { ...process.env, ...env, PATH: path } });
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(code ?? signal ?? 1));
  });
}

/** A phase that falls over counts as one failure; the others still run. */
async function phase(name: string, work: () => Promise<Numbers>): Promise<Numbers> {
  console.log(`\n— ${name} —`);
  const startedAt = performance.now();
  const numbers = await work().catch((error: unknown): Numbers => {
    const reason = error instanceof Error ? error.message : String(error);
    console.log(reason);
    return { passed: 0, skipped: 0, failures: [{ name, reason }], retried: [] };
  });
  console.log(`— ${name}: ${((performance.now() - startedAt) / 1000).toFixed(0)} s —`);
  return numbers;
}

const phases = [
  await phase('checks', runChecks),
  await phase('unit and database tests', runVitest),
  ...(hasJourneys ? [await phase('build', runBuild), await phase('journeys', runJourneys)] : []),
];
rmSync(folder, { recursive: true, force: true });
const all = total(phases);
process.exitCode = all.failures.length > 0 || all.passed === 0 ? 1 : 0;
console.log(`\n${lastLines(all)}`);
