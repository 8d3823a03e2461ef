'use server';

import { action } from '#lib/gate/action.ts';
import * as commands from './commands.ts';
import { restoreInput } from './schema.ts';

export const restoreVersion = action({ input: restoreInput, permission: 'credential.update' }, commands.restoreVersion);
