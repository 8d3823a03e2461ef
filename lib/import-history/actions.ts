'use server';

import { action } from '#lib/gate/action.ts';
import * as queries from './queries.ts';
import { importInput } from './schema.ts';

export const describeImport = action({ input: importInput, permission: 'credential.import' }, (ctx, { id }) =>
  queries.describeImport(ctx, id),
);
