'use server';

import { action } from '#lib/gate/action.ts';
import * as commands from './commands.ts';
import { exportInput } from './schema.ts';

export const exportCredentials = action(
  { input: exportInput, permission: 'credential.export' },
  commands.exportCredentials,
);
