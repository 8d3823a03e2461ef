import { describe, expect, it } from 'vitest';
import { lookAgainMs } from './cache.ts';

const none = { waiting: 0, passed: 0, failed: 0, reconnect: 0, notTestable: 0, unverified: 0, unreadable: 0 };

describe('the time between two looks at owed checks', () => {
  it('is two seconds where few were stored, and longer the more there are to count', () => {
    expect(lookAgainMs({ ...none, waiting: 3, passed: 400 })).toBe(2_000);
    expect(lookAgainMs({ ...none, waiting: 10_000, passed: 40_000 })).toBe(5_000);
    expect(lookAgainMs({ ...none, waiting: 1, failed: 99_999 })).toBe(10_000);
    expect(lookAgainMs({ ...none, waiting: 1_000_000 })).toBe(10_000);
  });

  it('ends when none is owed', () => {
    expect(lookAgainMs({ ...none, passed: 99_000 })).toBe(false);
  });
});
