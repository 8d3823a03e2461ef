'use server';

import { action } from '#lib/gate/action.ts';
import * as commands from './commands.ts';
import * as queries from './queries.ts';
import { importChecksInput } from './schema.ts';

export const verifyImport = action({ input: importChecksInput, permission: 'credential.import' }, (ctx, { id }) =>
  commands.verifyImport(ctx, id),
);

export const importStandings = action({ input: importChecksInput, permission: 'credential.import' }, (ctx, { id }) =>
  queries.importStandings(ctx, id),
);
