import { beforeAll, expect, it } from 'vitest';
import { testDatabase } from '#db/testing.ts';
import { killRefreshes } from '../../scripts/assurance/refresh-kills.ts';

beforeAll(testDatabase);

/** `npm run assurance -- R4` kills twenty times as many. */
const kills = 5;
const seed = Date.now() % 1_000_000;

it('loses nothing inside the grace of a provider, when programs are killed before its answer is saved', async () => {
  const { lost, deadGrants } = await killRefreshes({ kills, graceSeconds: 60, seed });
  expect(lost).toBeGreaterThan(0);
  expect(deadGrants).toBe(0);
}, 240_000);

it('says at once that a person is needed where there is none, and sends nothing again', async () => {
  const { lost, deadGrants, flaggedMsMax } = await killRefreshes({ kills, graceSeconds: 0, seed });
  expect(lost).toBeGreaterThan(0);
  expect(deadGrants).toBe(0);
  // The first look of the job finds it. How long that takes is the machine's business; R4 allows a second.
  expect(flaggedMsMax).toBeLessThan(5_000);
}, 240_000);
