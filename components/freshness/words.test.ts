import { describe, expect, it } from 'vitest';
import { minuteMs } from '#lib/clock.ts';
import { aheadWords, hostTrouble, lagWords } from './words.ts';

const now = Date.UTC(2026, 10, 21, 12);

describe('the sentences of the board', () => {
  it('say what is late', () => {
    expect(lagWords({ overdue: 0, oldestDueAt: null }, now)).toBe('Nothing is late');
    expect(lagWords({ overdue: 1_204, oldestDueAt: now - 3 * minuteMs }, now)).toBe(
      '1,204 tokens late, the first 3 min late',
    );
  });

  it('say what ends', () => {
    const days = Array.from({ length: 90 }, (_, day) => (day === 3 || day === 60 ? 2 : 0));
    expect(aheadWords(days, 14, 'Stripe live, 24 Nov 2026')).toBe(
      'In the next 90 days 4 credentials end, 2 of them within 14 days. First Stripe live, 24 Nov 2026.',
    );
    expect(
      aheadWords(
        days.map(() => 0),
        14,
        null,
      ),
    ).toBe('No credential ends in the next 90 days.');
  });

  it('say what a provider does, also by a code nobody foresaw', () => {
    expect(hostTrouble('OUT-106')).toBe('It does not answer in time');
    expect(hostTrouble('http_503')).toBe('It answers http 503');
    expect(hostTrouble(null)).toBe('It does not answer as it should');
  });
});
