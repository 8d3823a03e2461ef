'use server';

import { action } from '#lib/gate/action.ts';
import * as commands from './commands.ts';
import * as queries from './queries.ts';
import { createInput, oneInput, searchInput, updateInput } from './schema.ts';

export const createCredential = action(
  { input: createInput, permission: 'credential.create' },
  commands.createCredential,
);

export const updateCredential = action(
  { input: updateInput, permission: 'credential.update' },
  commands.updateCredential,
);

/** The newest of one credential, for a form that is opened or was overtaken. */
export const readCredential = action({ input: oneInput, permission: 'credential.read' }, (ctx, { id }) =>
  queries.getCredential(ctx, id),
);

export const searchCredentials = action({ input: searchInput, permission: 'credential.read' }, (ctx, { q }) =>
  queries.searchCredentials(ctx, q),
);
