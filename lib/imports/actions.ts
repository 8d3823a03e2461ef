'use server';

import { readInput } from '#lib/files/schema.ts';
import { action } from '#lib/gate/action.ts';
import * as commands from './commands.ts';
import * as queries from './queries.ts';
import { applyInput } from './schema.ts';

export const readImport = action({ input: readInput, permission: 'credential.import' }, queries.readImport);

export const applyImport = action({ input: applyInput, permission: 'credential.import' }, commands.applyImport);
