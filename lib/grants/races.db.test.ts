import { beforeAll, expect, it } from 'vitest';
import { testDatabase } from '#db/testing.ts';
import { raceRefreshes } from '../../scripts/assurance/refresh-races.ts';

beforeAll(testDatabase);

/** `npm run assurance -- R1` does it a thousand times. */
it('asks once for all callers of two programs, fifty times in a row, and kills no grant', async () => {
  const rounds = 50;
  expect(await raceRefreshes({ rounds })).toMatchObject({ tokenRequests: rounds, inFlightMax: 1, deadGrants: 0 });
}, 180_000);

/** `npm run assurance -- R2` waits for 30 and 120 seconds. */
it.each([1_000, 5_000])(
  'waits for a provider that takes %i ms',
  async (delayMs) => {
    expect(await raceRefreshes({ rounds: 1, callers: 10, delayMs })).toMatchObject({ inFlightMax: 1, deadGrants: 0 });
  },
  60_000,
);
