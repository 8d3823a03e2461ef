'use server';

import { action } from '#lib/gate/action.ts';
import * as commands from './commands.ts';
import { environmentInput } from './schema.ts';

export const setEnvironment = action({ input: environmentInput, permission: 'credential.update' }, (ctx, input) =>
  commands.setEnvironment(ctx, input.ids, input.environment),
);
