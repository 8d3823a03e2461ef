import { expect, test } from 'vitest';
import { lastLines, total } from './model.ts';

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
