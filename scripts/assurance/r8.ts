/** Proof R8 on one engine: `r8.ts sqlite|postgres <events> <seed>`. Its last line is JSON. */
import { dropDatabase, testDatabase } from '#db/testing.ts';
import { killSenders } from './r8-kills.ts';

const [, , engine, events, seed] = process.argv;
/** A program lives 2 s at the most. */
const spanMs = 2_000;

await testDatabase();
try {
  const report = (line: string) => console.error(`${engine}: ${line}`);
  const startedAt = performance.now();
  const done = await killSenders({ events: Number(events), kills: 1_000, spanMs, seed: Number(seed), report });
  console.log(JSON.stringify({ engine, ...done, seconds: Math.round((performance.now() - startedAt) / 1000) }));
} finally {
  await dropDatabase();
}
