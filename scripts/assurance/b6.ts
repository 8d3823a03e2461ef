/** Proof B6 on one engine: `b6.ts sqlite|postgres <flips> <seed>`. A file with any bit turned is refused. */
import { dropDatabase, testDatabase } from '#db/testing.ts';
import { refuseAll } from './damaged.ts';
import { randomFrom } from './random.ts';

const [, , engine, flips, seed] = process.argv;
const random = randomFrom(Number(seed));

function* flipped(good: Buffer): Generator<Buffer> {
  for (let n = 0; n < Number(flips); n += 1) {
    const bit = Math.floor(random() * good.length * 8);
    const file = Buffer.from(good);
    file.writeUInt8(file.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
    yield file;
  }
}

await testDatabase();
try {
  console.log(JSON.stringify({ engine, ...(await refuseAll(flipped, (line) => console.error(`${engine}: ${line}`))) }));
} finally {
  await dropDatabase();
}
