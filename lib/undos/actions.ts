'use server';

import { action } from '#lib/gate/action.ts';
import * as commands from './commands.ts';
import { undoInput } from './schema.ts';

export const undoImport = action({ input: undoInput, permission: 'credential.import' }, commands.undoImport);
