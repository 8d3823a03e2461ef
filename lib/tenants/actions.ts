'use server';

import { publicAction, userAction } from '#lib/gate/action.ts';
import * as commands from './commands.ts';
import { newTenant, setupInput } from './schema.ts';

export const createTenant = userAction({ input: newTenant }, commands.createTenant);

export const setUp = publicAction({ input: setupInput }, commands.setUp);
