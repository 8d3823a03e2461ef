'use server';

import { action } from '#lib/gate/action.ts';
import * as commands from './commands.ts';
import { trashInput } from './schema.ts';

export const deleteCredentials = action({ input: trashInput, permission: 'credential.delete' }, (ctx, { ids }) =>
  commands.deleteCredentials(ctx, ids),
);

export const restoreCredentials = action({ input: trashInput, permission: 'credential.restore' }, (ctx, { ids }) =>
  commands.restoreCredentials(ctx, ids),
);
