'use server';

import { userAction } from '#lib/gate/action.ts';
import * as commands from './commands.ts';
import { passwordChange } from './schema.ts';

export const changePassword = userAction({ input: passwordChange }, commands.changePassword);
