/** An export as the browser asks for it: begun, prepared slice by slice, fetched once. */
import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { close } from '#db/client.ts';
import { inspect } from '#lib/bson/read.ts';
import { streamExport } from '#lib/export-files/commands.ts';
import { prepareExport, startExport } from '#lib/exports/commands.ts';
import { password } from '#lib/imports/testing.ts';
import { measured } from './measure.ts';
import { ctxOf, fileOf, ownFolder, readSetup } from './setup.ts';

const folder = ownFolder();
const setup = readSetup(folder);
const ctx = ctxOf(setup);
const file = fileOf(folder);

await measured(async (phase) => {
  const id = await phase('prepare', async () => {
    const sealing = { kind: 'installation' } as const;
    let progress = await startExport(ctx, { scope: 'all', sealing, reason: 'Move to production', password });
    while (progress.state === 'preparing') progress = await prepareExport(ctx, progress);
    return progress.id;
  });
  await phase('stream', () => pipeline(streamExport(ctx, id), createWriteStream(file)));
});

const { count } = await inspect(createReadStream(file));
if (count !== setup.items) throw new Error(`${count} are in the file.`);
await close();
