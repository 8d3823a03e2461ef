'use server';

import { action } from '#lib/gate/action.ts';
import * as commands from './commands.ts';
import * as queries from './queries.ts';
import { liveImportInput } from './schema.ts';

export const describeLiveImport = action({ input: liveImportInput, permission: 'connection.import' }, (ctx, { id }) =>
  queries.getLiveImport(ctx, id),
);

export const stopLiveImport = action({ input: liveImportInput, permission: 'connection.import' }, (ctx, { id }) =>
  commands.stopLiveImport(ctx, id),
);
