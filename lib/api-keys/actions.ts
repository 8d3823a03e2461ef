'use server';

import { action } from '#lib/gate/action.ts';
import * as commands from './commands.ts';
import { keyRequest, oneKey } from './schema.ts';

export const createKey = action({ input: keyRequest, permission: 'api_key.update' }, commands.issueKey);

export const revokeKey = action({ input: oneKey, permission: 'api_key.update' }, (ctx, { id }) =>
  commands.revokeKey(ctx, id),
);
