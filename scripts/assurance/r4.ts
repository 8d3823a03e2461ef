/** Proof R4 on one engine: `r4.ts sqlite|postgres <kills> <seed>`, half of them with a grace. Its last line is JSON. */
import { dropDatabase, testDatabase } from '#db/testing.ts';
import { killRefreshes } from './refresh-kills.ts';

const [, , engine, kills, seed] = process.argv;
await testDatabase();
try {
  const report = (line: string) => console.error(`${engine}: ${line}`);
  const input = { kills: Math.ceil(Number(kills) / 2), seed: Number(seed), report };
  const grace = await killRefreshes({ ...input, graceSeconds: 60 });
  const strict = await killRefreshes({ ...input, graceSeconds: 0 });
  console.log(JSON.stringify({ engine, grace, strict }));
} finally {
  await dropDatabase();
}
