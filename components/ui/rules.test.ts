import { describe, expect, it } from 'vitest';
import { initialsOf } from '#components/shell/account-menu.tsx';
import { readStroke } from '#components/shell/strokes.ts';
import { nextPlace } from './card-moves.ts';
import { axisStepMs, failureLabels, highestMs } from './check-scale.ts';
import { placeExpiries } from './expiry-places.ts';
import { fileSize } from './file-row.tsx';
import { dateWords, dayWords, exactWords, timeWords } from './time-words.ts';
import { amount } from './words.ts';

const at = (text: string): number => Date.parse(text);

describe('time in words', () => {
  const now = at('2026-11-21T13:00:00Z');

  it.each([
    ['2026-11-21T12:59:30Z', 'just now'],
    ['2026-11-21T12:56:00Z', '4 min ago'],
    ['2026-11-21T12:00:00Z', '1 hour ago'],
    ['2026-11-20T13:00:01Z', '23 hours ago'],
    ['2026-11-20T13:00:00Z', '20 Nov 2026, 13:00'],
    ['2026-11-21T13:00:30Z', 'in 1 min'],
    ['2026-11-21T18:56:00Z', 'in 5 h 56 min'],
    ['2026-11-21T15:00:00Z', 'in 2 h'],
    ['2026-11-22T13:00:00Z', '22 Nov 2026, 13:00'],
  ])('%s is %s', (moment, words) => {
    expect(timeWords(at(moment), now, 'UTC')).toBe(words);
  });

  it('keeps to the given time zone, across midnight too', () => {
    expect(exactWords(at('2026-09-01T22:30:00Z'), 'Europe/Berlin')).toBe('2 Sep 2026, 00:30');
    expect(dateWords(at('2026-09-01T22:30:00Z'), 'America/New_York')).toBe('1 Sep 2026');
    expect(dayWords(at('2026-12-05T00:00:00Z'), 'UTC')).toBe('5 Dec');
  });
});

describe('the expiry axis', () => {
  it('gives names that would touch different rows, and the third none', () => {
    const near = [
      { name: 'Snowflake loader key', inDays: 8 },
      { name: 'GitHub deploy token', inDays: 9 },
      { name: 'S3 archive key', inDays: 10 },
    ];
    expect(placeExpiries(near, 45, 430).map((place) => place.row)).toEqual([0, 1, null]);
  });

  it('turns words round at the end of the axis and leaves out what lies beyond', () => {
    const [place, ...more] = placeExpiries(
      [
        { name: 'Slack alerts app', inDays: 42 },
        { name: 'Later', inDays: 46 },
        { name: 'Gone', inDays: -1 },
      ],
      45,
      430,
    );
    expect(place).toMatchObject({ anchor: 'end', row: 0 });
    expect(more).toEqual([]);
  });
});

describe('the checks plot', () => {
  it.each([
    [90, 50],
    [240, 100],
    [310, 200],
    [4_000, 2_000],
  ])('counts %i ms in steps of %i', (longest, step) => {
    expect(axisStepMs(longest)).toBe(step);
  });

  it('is as high as what passed, whatever a failure waited for', () => {
    const check = (outcome: string, durationMs: number) => ({ outcome, durationMs });
    expect(highestMs([check('passed', 180), check('failed', 5_000), check('not_testable', 900)])).toBe(180);
    expect(highestMs([check('failed', 5_000)])).toBe(1);
  });

  it('labels a run of failures once', () => {
    const passed = { outcome: 'passed', day: '1 Nov' };
    const failed = { outcome: 'failed', day: '2 Nov', reason: 'timed out' };
    expect(failureLabels([passed, failed, failed, passed, { outcome: 'reconnect', day: '3 Nov' }])).toEqual([
      { at: 1.5, words: '2 Nov: timed out' },
      { at: 4, words: '3 Nov' },
    ]);
  });
});

describe('arrows over cards', () => {
  const boxes = [0, 1, 2, 3, 4].map((place) => ({
    left: (place % 3) * 260,
    top: Math.floor(place / 3) * 108,
    width: 252,
    height: 96,
  }));

  it('go by rows and columns, and stop at the edges', () => {
    expect(nextPlace(boxes, 0, 'right')).toBe(1);
    expect(nextPlace(boxes, 1, 'down')).toBe(4);
    expect(nextPlace(boxes, 2, 'down')).toBe(4);
    expect(nextPlace(boxes, 3, 'up')).toBe(0);
    expect(nextPlace(boxes, 2, 'right')).toBeNull();
    expect(nextPlace(boxes, 0, 'left')).toBeNull();
  });
});

describe('keys', () => {
  const press = (key: string, timeStamp = 0, more = {}) => ({
    key,
    timeStamp,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    ...more,
  });

  it('join two letters close in time, not far apart', () => {
    const first = readStroke(press('G'), null);
    expect(readStroke(press('a', 400), first)?.pair).toBe('g a');
    expect(readStroke(press('a', 1_400), first)?.pair).toBeNull();
  });

  it('tell Ctrl and ⌘ as one, and leave Alt to the system', () => {
    expect(readStroke(press('k', 0, { metaKey: true }), null)?.key).toBe('mod+k');
    expect(readStroke(press('k', 0, { ctrlKey: true }), null)?.key).toBe('mod+k');
    expect(readStroke(press('k', 0, { altKey: true }), null)).toBeNull();
    expect(readStroke(press('Shift'), null)).toBeNull();
  });
});

describe('small words', () => {
  it('count', () => {
    expect(amount(1, 'credential')).toBe('1 credential');
    expect(amount(1204, 'credential')).toBe('1,204 credentials');
    expect(amount(0, 'entry', 'entries')).toBe('0 entries');
  });

  it('measure files', () => {
    expect([0, 1_023, 1_024, 49_152, 67_108_864].map((bytes) => fileSize(bytes))).toEqual([
      '0 B',
      '1023 B',
      '1.0 KB',
      '48 KB',
      '64 MB',
    ]);
  });

  it('shorten names', () => {
    expect([initialsOf('Mara Okafor'), initialsOf('Ana de la Cruz'), initialsOf('Ōta'), initialsOf('')]).toEqual([
      'MO',
      'AC',
      'Ō',
      '',
    ]);
  });
});
