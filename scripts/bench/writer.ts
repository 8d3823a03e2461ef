/**
 * Another program that writes meanwhile: an ordinary change of one credential every 20 ms, on time whatever the last one
 * took, so that a stall is not hidden. Ends when its input does, and says each change's begin and latency.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { close } from '#db/client.ts';
import { setEnvironment } from '#lib/batches/commands.ts';
import { ctxOf, ownFolder, readSetup } from './setup.ts';

const everyMs = 20;

const setup = readSetup(ownFolder());
const ctx = ctxOf(setup);
const ended = new AbortController();
process.stdin.resume().once('end', () => ended.abort());

async function write(n: number): Promise<void> {
  await setEnvironment(ctx, [setup.bystanderId], n % 2 === 0 ? 'production' : 'staging');
}

const samples: Promise<readonly [at: number, ms: number]>[] = [];
await write(0);
const firstAt = performance.now();
for (let n = 1; !ended.signal.aborted; n += 1) {
  const due = firstAt + n * everyMs;
  await pause(Math.max(0, due - performance.now()), undefined, { signal: ended.signal }).catch(() => undefined);
  const at = performance.timeOrigin + due;
  samples.push(write(n).then(() => [at, performance.now() - due]));
}
console.log(JSON.stringify(await Promise.all(samples)));
await close();
