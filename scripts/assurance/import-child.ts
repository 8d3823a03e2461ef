/**
 * What the engine program does for imports, for tests that kill it: it says when it is loaded, waits for a word, works
 * until nothing is due any more, and ends.
 */
import { once } from 'node:events';
import { close } from '#db/client.ts';
import { runImports } from '#lib/jobs/imports.ts';

process.stdout.write('ready\n');
await once(process.stdin, 'data');
process.stdin.destroy();
const never = new AbortController().signal;
await runImports(never);
await close();
