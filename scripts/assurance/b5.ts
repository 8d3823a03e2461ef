/** Proof B5 on one engine: `b5.ts sqlite|postgres`. A file cut at every byte is refused. Its last line is JSON. */
import { dropDatabase, testDatabase } from '#db/testing.ts';
import { refuseAll } from './damaged.ts';

const [, , engine] = process.argv;

function* cuts(good: Buffer): Generator<Buffer> {
  for (let length = 0; length < good.length; length += 1) yield good.subarray(0, length);
}

await testDatabase();
try {
  console.log(JSON.stringify({ engine, ...(await refuseAll(cuts, (line) => console.error(`${engine}: ${line}`))) }));
} finally {
  await dropDatabase();
}
