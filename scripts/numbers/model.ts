import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';

/** A test, by the file and the titles that lead to it, and what it said. */
export interface Told {
  readonly name: string;
  readonly reason: string;
}

/** What one phase of `npm test` comes to. */
export interface Numbers {
  readonly passed: number;
  readonly skipped: number;
  readonly failures: readonly Told[];
  /** Passed at the second try; `reason` is what the first one said. */
  readonly retried: readonly Told[];
}

export const total = (phases: readonly Numbers[]): Numbers => ({
  passed: phases.reduce((sum, { passed }) => sum + passed, 0),
  skipped: phases.reduce((sum, { skipped }) => sum + skipped, 0),
  failures: phases.flatMap(({ failures }) => failures),
  retried: phases.flatMap(({ retried }) => retried),
});

/** For reporters: the file that `npm test` reads afterwards, named by KEYHAVEN_NUMBERS. */
export function writeNumbers(numbers: Numbers): void {
  const file = process.env['KEYHAVEN_NUMBERS'];
  if (file) writeFileSync(file, JSON.stringify(numbers));
}

const none: Numbers = { passed: 0, skipped: 0, failures: [], retried: [] };

/** What a run comes to that ended with `code`. Badly with nobody to blame, or before its reporter wrote: one failure more. */
export function numbersOf(run: string, code: number | NodeJS.Signals, file: string): Numbers {
  const isCounted = existsSync(file);
  const numbers: Numbers = isCounted ? JSON.parse(readFileSync(file, 'utf8')) : none;
  if (isCounted && (code === 0 || numbers.failures.length > 0)) return numbers;
  const reason = `It ended with ${code}${isCounted ? '' : ' before it had counted'}.`;
  return { ...numbers, failures: [{ name: run, reason }] };
}

/** The last lines of `npm test`: who failed and why, who needed a second try, and the numbers. */
export function lastLines({ passed, skipped, failures, retried }: Numbers): string {
  const listed = (heading: string, all: readonly Told[]) =>
    all.length === 0 ? '' : `${heading}\n${all.map(line).join('\n')}\n\n`;
  return (
    listed('Passed only at the second try:', retried) +
    listed('Failed:', failures) +
    `${passed} passed, ${failures.length} failed, ${skipped} skipped`
  );
}

const reasonLinesMax = 12;

function line({ name, reason }: Told): string {
  const lines = stripVTControlCharacters(reason).trim().split('\n').filter(Boolean);
  const kept = lines.slice(0, reasonLinesMax).map((one) => `    ${one.slice(0, 300)}`);
  return [`  ${name}`, ...kept].join('\n');
}
