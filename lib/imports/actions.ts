'use server';

import { action } from '#lib/gate/action.ts';
import { removeUpload } from '#lib/uploads/commands.ts';
import * as commands from './commands.ts';
import * as queries from './queries.ts';
import { applyInput, discardInput, readInput } from './schema.ts';

export const readImport = action({ input: readInput, permission: 'credential.import' }, queries.readImport);

export const applyImport = action({ input: applyInput, permission: 'credential.import' }, commands.applyImport);

export const discardImport = action({ input: discardInput, permission: 'credential.import' }, (ctx, { uploadId }) =>
  removeUpload(ctx, uploadId),
);
