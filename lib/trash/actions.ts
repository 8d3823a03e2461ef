'use server';

import { action } from '#lib/gate/action.ts';
import * as commands from './commands.ts';
import { deleteInput, trashInput } from './schema.ts';

export const deleteCredentials = action(
  { input: deleteInput, permission: 'credential.delete' },
  (ctx, { ids, revoke }) => commands.deleteCredentials(ctx, ids, revoke),
);

export const restoreCredentials = action({ input: trashInput, permission: 'credential.restore' }, (ctx, { ids }) =>
  commands.restoreCredentials(ctx, ids),
);
