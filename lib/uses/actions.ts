'use server';

import { action } from '#lib/gate/action.ts';
import * as queries from './queries.ts';
import { usesInput } from './schema.ts';

export const listUses = action({ input: usesInput, permission: 'credential.read' }, (ctx, { id }) =>
  queries.listUses(ctx, id),
);
