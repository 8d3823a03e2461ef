/** Proof B8 on one engine: `b8.ts sqlite|postgres <kills> <items> <seed>`. Its last line is JSON. */
import { dropDatabase, testDatabase } from '#db/testing.ts';
import { killImports } from './import-kills.ts';

const [, , engine, kills, items, seed] = process.argv;
await testDatabase();
try {
  const report = (line: string) => console.error(`${engine}: ${line}`);
  const done = await killImports({ kills: Number(kills), items: Number(items), seed: Number(seed), report });
  console.log(JSON.stringify({ engine, kills: Number(kills), ...done }));
} finally {
  await dropDatabase();
}
