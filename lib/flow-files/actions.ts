'use server';

import { readInput } from '#lib/files/schema.ts';
import { action } from '#lib/gate/action.ts';
import * as commands from './commands.ts';
import * as queries from './queries.ts';
import { exportFlowInput, importFlowInput } from './schema.ts';

export const exportFlow = action({ input: exportFlowInput, permission: 'flow.export' }, commands.exportFlow);

export const readFlowFile = action({ input: readInput, permission: 'flow.import' }, queries.readFlowFile);

export const importFlow = action({ input: importFlowInput, permission: 'flow.import' }, commands.importFlow);
