'use server';

import { action } from '#lib/gate/action.ts';
import * as commands from './commands.ts';
import * as queries from './queries.ts';
import { refreshingInput, refreshInput } from './schema.ts';

export const refreshCredential = action({ input: refreshInput, permission: 'credential.refresh' }, (ctx, { id }) =>
  commands.refreshNow(ctx, id),
);

export const setRefreshing = action(
  { input: refreshingInput, permission: 'credential.refresh' },
  commands.setRefreshing,
);

/** For a view that watches. */
export const readGrant = action({ input: refreshInput, permission: 'credential.read' }, (ctx, { id }) =>
  queries.describeGrant(ctx, id),
);
