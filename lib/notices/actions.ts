'use server';

import { action } from '#lib/gate/action.ts';
import * as commands from './commands.ts';
import { mailInput } from './schema.ts';

export const setMail = action({ input: mailInput, permission: 'credential.read' }, commands.setMail);
