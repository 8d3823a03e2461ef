import { expect, it } from 'vitest';
import { retryAfterMs } from './retry-after.ts';

const at = Date.parse('2026-11-21T10:20:30.456Z');

it.each([
  ['120', 120_000],
  [' 5 ', 5_000],
  ['0', 0],
  ['999999999', 86_400_000],
  ['Sat, 21 Nov 2026 10:21:30 GMT', 59_544],
  ['Sat, 21 Nov 2020 10:21:30 GMT', 0],
  ['soon', null],
  ['', null],
  [undefined, null],
])('reads Retry-After %o as %o ms', (text, ms) => {
  expect(retryAfterMs(text, at)).toBe(ms);
});
