import { expect, it } from 'vitest';
import { minuteMs, secondMs } from '#lib/clock.ts';
import { pauseAfter, roomAt } from './model.ts';

it('leaves a provider alone after five failures in a row, twice as long each time, a quarter of an hour at the most', () => {
  expect([0, 1, 4, 5, 6, 7, 9, 10, 11, 500].map(pauseAfter)).toEqual([
    0,
    0,
    0,
    30 * secondMs,
    minuteMs,
    2 * minuteMs,
    8 * minuteMs,
    15 * minuteMs,
    15 * minuteMs,
    15 * minuteMs,
  ]);
});

it('lets one ask after a pause, and eight otherwise', () => {
  expect([0, 4, 5, 50].map(roomAt)).toEqual([8, 8, 1, 1]);
});
