/**
 * What the engine program does for files of connections, for tests that kill it: it says when it is loaded, waits for a
 * line, works until nothing is due any more, and ends.
 */
import { once } from 'node:events';
import { flushCompileCache } from 'node:module';
import { close } from '#db/client.ts';
import { runLiveImports } from '#lib/jobs/live-imports.ts';

// For those that come after it: a program that is killed would not write it.
flushCompileCache();
process.stdout.write('ready\n');
await once(process.stdin, 'data');
process.stdin.destroy();
await runLiveImports(new AbortController().signal);
await close();
