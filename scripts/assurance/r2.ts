/** Proof R2 on one engine: `r2.ts sqlite|postgres`: providers that take 1, 5, 30 and 120 seconds. Its last line is JSON. */
import { dropDatabase, testDatabase } from '#db/testing.ts';
import { raceRefreshes } from './refresh-races.ts';

const [, , engine] = process.argv;
const delaysSeconds = [1, 5, 30, 120];

await testDatabase();
try {
  const inFlightMax: Record<string, number> = {};
  for (const seconds of delaysSeconds) {
    const race = await raceRefreshes({ rounds: 1, callers: 50, delayMs: seconds * 1_000 });
    console.error(`${engine}: ${seconds} s`);
    inFlightMax[`${seconds} s`] = race.inFlightMax;
  }
  console.log(JSON.stringify({ engine, inFlightMax }));
} finally {
  await dropDatabase();
}
