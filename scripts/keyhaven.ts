import { runCli } from '#lib/cli/main.ts';

const words = process.argv.slice(2);
process.exitCode = await runCli(words);
// A look into the database of this machine leaves connections open, which would keep the command; no other one loads it.
if (words.includes('--local')) await (await import('#db/client.ts')).close();
