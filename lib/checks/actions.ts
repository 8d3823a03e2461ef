'use server';

import { action } from '#lib/gate/action.ts';
import * as commands from './commands.ts';
import * as queries from './queries.ts';
import { checkInput, checksInput } from './schema.ts';

export const checkCredential = action({ input: checkInput, permission: 'credential.verify' }, (ctx, { id }) =>
  commands.checkCredential(ctx, id),
);

export const requestChecks = action({ input: checksInput, permission: 'credential.verify' }, (ctx, { ids }) =>
  commands.requestChecks(ctx, ids),
);

export const listStandings = action({ input: checksInput, permission: 'credential.read' }, (ctx, { ids }) =>
  queries.listStandings(ctx, ids),
);
