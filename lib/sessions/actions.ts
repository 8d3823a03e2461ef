'use server';

import { userAction } from '#lib/gate/action.ts';
import * as commands from './commands.ts';
import { noInput, sessionInput } from './schema.ts';

export const revokeSession = userAction({ input: sessionInput }, (user, { id }) => commands.revokeSession(user, id));

export const revokeOtherSessions = userAction({ input: noInput }, (user) => commands.revokeOtherSessions(user));
