/** Proof R7 on one engine: `r7.ts sqlite|postgres <credentials>` of one provider, due at once. Its last line is JSON. */
import { dropDatabase, testDatabase } from '#db/testing.ts';
import { refreshCrowd } from './refresh-crowd.ts';

const [, , engine, credentials] = process.argv;
await testDatabase();
try {
  const report = (line: string) => console.error(`${engine}: ${line}`);
  console.log(JSON.stringify({ engine, ...(await refreshCrowd({ credentials: Number(credentials), report })) }));
} finally {
  await dropDatabase();
}
