/** An import as a person begins it and the engine program does it: the file is received, planned, applied. */
import { hash } from 'node:crypto';
import { createReadStream, readFileSync, statSync } from 'node:fs';
import { close } from '#db/client.ts';
import { applyPlan } from '#lib/bulk-imports/commands.ts';
import { requireImport } from '#lib/import-history/queries.ts';
import { startPlan } from '#lib/import-plans/commands.ts';
import { runImports } from '#lib/jobs/imports.ts';
import { receiveUpload } from '#lib/uploads/commands.ts';
import { measured } from './measure.ts';
import { ctxOf, fileOf, ownFolder, readSetup } from './setup.ts';

const folder = ownFolder();
const setup = readSetup(folder);
const ctx = ctxOf(setup);
const file = fileOf(folder);
const sha256 = hash('sha256', readFileSync(file));
const never = new AbortController().signal;

let id = '';
await measured(async (phase) => {
  await phase('upload', async () => {
    const body = createReadStream(file);
    const arriving = { fileName: 'credentials.bson', bytes: statSync(file).size, sha256, body };
    ({ id } = await receiveUpload(ctx, arriving));
  });
  await phase('plan', async () => {
    await startPlan(ctx, { uploadId: id, passphrase: null });
    await runImports(never);
  });
  await phase('apply', async () => {
    await applyPlan(ctx, { id, acceptSigner: false });
    await runImports(never);
  });
});

const { created, state, stoppedBecause } = await requireImport(ctx, id);
if (created !== setup.items) throw new Error(`${created} were stored, ${state}: ${stoppedBecause}`);
await close();
