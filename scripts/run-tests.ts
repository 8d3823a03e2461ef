/** Every test there is, and their numbers as the last line. */
import { spawn } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { buildIfNeeded } from './build.ts';
import { chromePath, prepareServers, prepareStrace } from './machine.ts';
import { report, verify } from './verify.ts';

interface Numbers {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Passed at the second try; the report above names them. */
  readonly retried?: number;
}

const vitestReport = z.object({
  success: z.boolean(),
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
});
const playwrightReport = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number(), skipped: z.number() }),
});

const folder = mkdtempSync(join(tmpdir(), 'keyhaven-numbers-'));
const hasJourneys = globSync('e2e/**/*.spec.ts').length > 0;
const chrome = hasJourneys ? chromePath() : undefined;

async function runChecks(): Promise<Numbers> {
  const done = await verify();
  report(done);
  const passed = done.filter(({ isGood }) => isGood).length;
  return { passed, failed: done.length - passed, skipped: 0 };
}

async function runVitest(): Promise<Numbers> {
  prepareStrace();
  prepareServers();
  const file = join(folder, 'vitest.json');
  const code = await run(['vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`]);
  const said = vitestReport.parse(JSON.parse(readFileSync(file, 'utf8')));
  // A file that does not load has no failed test in it, and fails all the same.
  const unseen = (code !== 0 || !said.success) && said.numFailedTests === 0 ? 1 : 0;
  const skipped = said.numPendingTests + said.numTodoTests;
  return { passed: said.numPassedTests, failed: said.numFailedTests + unseen, skipped };
}

async function runBuild(): Promise<Numbers> {
  await buildIfNeeded(() => console.log('Building the dashboard …'));
  return { passed: 0, failed: 0, skipped: 0 };
}

async function runJourneys(): Promise<Numbers> {
  const file = join(folder, 'playwright.json');
  const code = await run(['playwright', 'test', '--reporter=list,json'], {
    PLAYWRIGHT_JSON_OUTPUT_FILE: file,
    CHROME_PATH: chrome ?? '',
  });
  const { stats } = playwrightReport.parse(JSON.parse(readFileSync(file, 'utf8')));
  const { expected, unexpected, flaky, skipped } = stats;
  const unseen = code !== 0 && unexpected === 0 ? 1 : 0;
  return { passed: expected + flaky, failed: unexpected + unseen, skipped, retried: flaky };
}

function run([program = '', ...rest]: readonly string[], env: Record<string, string> = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const path = `${process.cwd()}/node_modules/.bin:${process.env['PATH'] ?? ''}`;
    const child = spawn(program, rest, { stdio: 'inherit', env: { ...process.env, ...env, PATH: path } });
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}

/** A phase that falls over counts as one failure; the others still run. */
async function phase(name: string, work: () => Promise<Numbers>): Promise<Numbers> {
  console.log(`\n— ${name} —`);
  const startedAt = performance.now();
  const numbers = await work().catch((error: unknown) => {
    console.log(error instanceof Error ? error.message : error);
    return { passed: 0, failed: 1, skipped: 0 };
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
const sum = (key: keyof Numbers) => phases.reduce((total, numbers) => total + (numbers[key] ?? 0), 0);
const [passed, failed, skipped, retried] = [sum('passed'), sum('failed'), sum('skipped'), sum('retried')];
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
if (retried > 0) console.log(`\n${retried} of them passed only at the second try: flaky, see above`);
console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`);
