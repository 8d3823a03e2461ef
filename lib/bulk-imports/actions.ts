'use server';

import { action } from '#lib/gate/action.ts';
import * as commands from './commands.ts';
import { applyPlanInput, stopInput } from './schema.ts';

export const applyPlan = action({ input: applyPlanInput, permission: 'credential.import' }, commands.applyPlan);

export const stopImport = action({ input: stopInput, permission: 'credential.import' }, (ctx, { id }) =>
  commands.stopImport(ctx, id),
);
