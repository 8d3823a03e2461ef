import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { lastLines, numbersOf, total } from './model.ts';

const folder = mkdtempSync(join(tmpdir(), 'keyhaven-numbers-'));
afterAll(() => rmSync(folder, { recursive: true }));

const good = { passed: 4, skipped: 1, failures: [], retried: [] };

test('where all is well there are the numbers and nothing else', () => {
  expect(lastLines(total([good, good]))).toBe('8 passed, 0 failed, 2 skipped');
});

test('who failed and why comes last, without colours, and no reason fills the screen', () => {
  const long = { name: '[unit] lib/a.test.ts › holds', reason: `\u001b[31mexpected 1\u001b[39m\n${'x\n'.repeat(90)}` };
  const shaky = { name: '[journeys] e2e/b.spec.ts › walks', reason: '' };
  const told = lastLines(total([good, { passed: 1, skipped: 0, failures: [long], retried: [shaky] }]));
  expect(told.split('\n')).toEqual([
    'Passed only at the second try:',
    '  [journeys] e2e/b.spec.ts › walks',
    '',
    'Failed:',
    '  [unit] lib/a.test.ts › holds',
    '    expected 1',
    ...Array.from({ length: 11 }, () => '    x'),
    '',
    '5 passed, 1 failed, 1 skipped',
  ]);
});

test('a run that ends badly is a failure, by those it names, by itself, and where it ended before it had counted', () => {
  const file = join(folder, 'runner.json');
  const itself = (reason: string) => [{ name: 'runner run', reason }];
  expect(numbersOf('runner run', 'SIGKILL', file)).toEqual({
    passed: 0,
    skipped: 0,
    failures: itself('It ended with SIGKILL before it had counted.'),
    retried: [],
  });
  expect(numbersOf('runner run', 0, file).failures).toEqual(itself('It ended with 0 before it had counted.'));
  writeFileSync(file, JSON.stringify(good));
  expect(numbersOf('runner run', 0, file)).toEqual(good);
  expect(numbersOf('runner run', 1, file)).toEqual({ ...good, failures: itself('It ended with 1.') });
  const bad = { ...good, failures: [{ name: 'a', reason: 'b' }] };
  writeFileSync(file, JSON.stringify(bad));
  expect(numbersOf('runner run', 1, file)).toEqual(bad);
});
