import { expect, it } from 'vitest';
import { testDatabase } from '#db/testing.ts';
import { killLiveImports } from '../../scripts/assurance/live-import-kills.ts';

const kills = 5;

it('imports each line once, with its row and its audit row, however often its program is killed', async () => {
  await testDatabase();
  const { files } = await killLiveImports({ kills, lines: 400, seed: Date.now() % 1_000_000 });
  expect(files).toBeGreaterThan(1);
}, 180_000);
