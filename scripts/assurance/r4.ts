/** Proof R4 on one engine: `r4.ts sqlite|postgres <kills> <seed>`, half of them with a grace. Its last line is JSON. */
import assert from 'node:assert/strict';
import { dropDatabase, testDatabase } from '#db/testing.ts';
import { killRefreshes } from './refresh-kills.ts';

/** From the start of the next program's job until the grant says that it needs a person. */
const flaggedMsMax = 1_000;

const [, , engine, kills, seed] = process.argv;
await testDatabase();
try {
  const report = (line: string) => console.error(`${engine}: ${line}`);
  const input = { kills: Math.ceil(Number(kills) / 2), seed: Number(seed), report };
  const grace = await killRefreshes({ ...input, graceSeconds: 60 });
  const strict = await killRefreshes({ ...input, graceSeconds: 0 });
  assert.ok(strict.flaggedMsMax < flaggedMsMax, `flagged after ${strict.flaggedMsMax} ms`);
  console.log(JSON.stringify({ engine, grace, strict }));
} finally {
  await dropDatabase();
}
