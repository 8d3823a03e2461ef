/** Refreshes as the engine program makes them, until none is due any more. */
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { count, gt } from 'drizzle-orm';
import { close, read } from '#db/client.ts';
import { grants } from '#db/schema/oauth.ts';
import { runRefreshes } from '#lib/jobs/refreshes.ts';
import { measured } from './measure.ts';
import { issuerFileOf, ownFolder, readSetup } from './setup.ts';

const folder = ownFolder();
const { items } = readSetup(folder);
process.env['OUTBOUND_ALLOW'] = readFileSync(issuerFileOf(folder), 'utf8').slice('http://'.length);
const lookMs = 25;

const done = async (): Promise<number> =>
  (await read().select({ n: count() }).from(grants).where(gt(grants.generation, 1)))[0]?.n ?? 0;

await measured(async () => {
  const stop = new AbortController();
  const running = runRefreshes(stop.signal);
  while ((await done()) < items) await pause(lookMs);
  stop.abort();
  await running;
});
await close();
