'use server';

import { action } from '#lib/gate/action.ts';
import * as queries from './queries.ts';
import { revocableInput } from './schema.ts';

/** For the question before a deletion. */
export const listRevocable = action({ input: revocableInput, permission: 'credential.delete' }, (ctx, { ids }) =>
  queries.listRevocable(ctx, ids),
);
