import { expect, it } from 'vitest';
import { testDatabase } from '#db/testing.ts';
import { killImports } from '../../scripts/assurance/import-kills.ts';

/** `npm run assurance -- B8` does it with forty times as many. */
const kills = 5;

it('stores each item once, with its secret and its audit row, however often its program is killed', async () => {
  await testDatabase();
  const { imports } = await killImports({ kills, items: 1_500, seed: Date.now() % 1_000_000 });
  expect(imports).toBeGreaterThan(0);
}, 180_000);
