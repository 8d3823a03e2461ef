'use server';

import { action } from '#lib/gate/action.ts';
import * as commands from './commands.ts';
import { exportIdInput, exportInput } from './schema.ts';

export const startExport = action({ input: exportInput, permission: 'credential.export' }, commands.startExport);

export const prepareExport = action({ input: exportIdInput, permission: 'credential.export' }, commands.prepareExport);

export const cancelExport = action({ input: exportIdInput, permission: 'credential.export' }, commands.cancelExport);
