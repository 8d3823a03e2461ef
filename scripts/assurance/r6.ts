/** Proof R6 on one engine: `r6.ts sqlite|postgres <jumps> <seed>`. Its last line is JSON. */
import { dropDatabase, testDatabase } from '#db/testing.ts';
import { jumpClocks } from './refresh-clocks.ts';

const [, , engine, jumps, seed] = process.argv;
await testDatabase();
try {
  const done = await jumpClocks({ jumps: Number(jumps), seed: Number(seed) });
  console.log(JSON.stringify({ engine, jumps: Number(jumps), ...done }));
} finally {
  await dropDatabase();
}
