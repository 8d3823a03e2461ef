'use server';

import { action } from '#lib/gate/action.ts';
import * as commands from './commands.ts';
import { rotateInput } from './schema.ts';

export const rotateKey = action({ input: rotateInput, permission: 'key.rotate' }, commands.rotateKey);
