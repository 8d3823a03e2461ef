/** Proof R5 on one engine: `r5.ts sqlite|postgres <answers> <seed>`, half of them with a grace. Its last line is JSON. */
import { dropDatabase, testDatabase } from '#db/testing.ts';
import { loseAnswers } from './refresh-losses.ts';

const [, , engine, answers, seed] = process.argv;
await testDatabase();
try {
  const input = { answers: Math.ceil(Number(answers) / 2), seed: Number(seed) };
  const grace = await loseAnswers({ ...input, graceSeconds: 60 });
  const strict = await loseAnswers({ ...input, graceSeconds: 0 });
  console.log(JSON.stringify({ engine, answers: Number(answers), grace, strict }));
} finally {
  await dropDatabase();
}
