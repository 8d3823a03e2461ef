/**
 * What the engine program does for webhooks, for tests that kill it: it says when it is loaded, waits for a line, sends
 * until nothing is due any more, and ends.
 */
import { once } from 'node:events';
import { flushCompileCache } from 'node:module';
import { setTimeout as pause } from 'node:timers/promises';
import { eq } from 'drizzle-orm';
import { close, read } from '#db/client.ts';
import { deliveries } from '#db/schema/webhooks.ts';
import { runWebhooks } from '#lib/jobs/webhooks.ts';

// For those that come after it: a program that is killed would not write it.
flushCompileCache();
process.stdout.write('ready\n');
await once(process.stdin, 'data');
process.stdin.destroy();
const stop = new AbortController();
const sending = runWebhooks(stop.signal);
while ((await read().$count(deliveries, eq(deliveries.state, 'due'))) > 0) await pause(50);
stop.abort();
await sending;
await close();
