/** `npm run verify`: format, lint, types and arrows, in seconds. */
import { spawn } from 'node:child_process';
import { pathToFileURL } from 'node:url';

export interface Check {
  readonly name: string;
  readonly isGood: boolean;
  readonly ms: number;
  readonly said: string;
}

const bin = (name: string) => `node_modules/.bin/${name}`;
const checks = [
  { name: 'format', words: [bin('prettier'), '--check', '--log-level=warn', '.'] },
  { name: 'lint', words: [bin('oxlint'), '--type-aware', '--deny-warnings'] },
  { name: 'types', words: [bin('tsc'), '--noEmit'] },
  {
    name: 'architecture',
    words: [bin('vitest'), 'run', '--project=unit', 'lib/architecture.test.ts', 'db/boundaries.test.ts'],
  },
] as const;

export const verify = (): Promise<Check[]> => Promise.all(checks.map(({ name, words }) => run(name, words)));

export function report(done: readonly Check[]): void {
  for (const { name, isGood, ms, said } of done) {
    console.log(`${isGood ? '✓' : '✗'} ${name} (${(ms / 1000).toFixed(1)} s)`);
    if (!isGood) console.log(said);
  }
}

/** The programs of node_modules/.bin say by themselves what runs them: ours first on PATH. */
function run(name: string, [program, ...rest]: readonly [string, ...string[]]): Promise<Check> {
  const startedAt = performance.now();
  return new Promise((resolve) => {
    const env = { ...process.env, PATH: `${process.cwd()}/node_modules/.bin:${process.env['PATH'] ?? ''}` };
    const child = spawn(program, rest, { stdio: ['ignore', 'pipe', 'pipe'], env });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (said += text));
    const end = (isGood: boolean) => resolve({ name, isGood, ms: performance.now() - startedAt, said });
    child.once('error', (error) => {
      said += error.message;
      end(false);
    });
    child.once('close', (code) => end(code === 0));
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const done = await verify();
  report(done);
  process.exitCode = done.every(({ isGood }) => isGood) ? 0 : 1;
}
