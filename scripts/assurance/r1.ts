/** Proof R1 on one engine: `r1.ts sqlite|postgres <rounds>`. Its last line is JSON. */
import { dropDatabase, testDatabase } from '#db/testing.ts';
import { raceRefreshes } from './refresh-races.ts';

const [, , engine, rounds] = process.argv;
await testDatabase();
try {
  const report = (line: string) => console.error(`${engine}: ${line}`);
  console.log(JSON.stringify({ engine, ...(await raceRefreshes({ rounds: Number(rounds), report })) }));
} finally {
  await dropDatabase();
}
