'use server';

import { action } from '#lib/gate/action.ts';
import * as commands from './commands.ts';
import { testInput } from './schema.ts';

export const sendTest = action({ input: testInput, permission: 'webhook.update' }, (ctx, { id }) =>
  commands.sendTest(ctx, id),
);
