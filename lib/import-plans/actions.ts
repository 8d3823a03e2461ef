'use server';

import { readInput } from '#lib/files/schema.ts';
import { action } from '#lib/gate/action.ts';
import * as commands from './commands.ts';
import * as queries from './queries.ts';
import { chooseAllInput, chooseInput, planInput, planItemsInput } from './schema.ts';

const permission = 'credential.import';

export const startPlan = action({ input: readInput, permission }, commands.startPlan);

export const findPlan = action({ input: planInput, permission }, (ctx, { id }) => queries.findPlan(ctx, id));

export const listPlanItems = action({ input: planItemsInput, permission }, queries.listPlanItems);

export const chooseForItem = action({ input: chooseInput, permission }, commands.chooseForItem);

export const chooseForConflicts = action({ input: chooseAllInput, permission }, commands.chooseForConflicts);

export const discardPlan = action({ input: planInput, permission }, (ctx, { id }) => commands.discardPlan(ctx, id));
