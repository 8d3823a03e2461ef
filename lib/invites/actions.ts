'use server';

import { action, publicAction, userAction } from '#lib/gate/action.ts';
import * as commands from './commands.ts';
import { acceptInput, accountInput, inviteInput, newInvite } from './schema.ts';

export const createInvite = action({ input: newInvite, permission: 'member.invite' }, commands.createInvite);

export const renewInvite = action({ input: inviteInput, permission: 'member.invite' }, (ctx, { id }) =>
  commands.renewInvite(ctx, id),
);

export const withdrawInvite = action({ input: inviteInput, permission: 'member.invite' }, (ctx, { id }) =>
  commands.withdrawInvite(ctx, id),
);

export const acceptInvite = userAction({ input: acceptInput }, (user, { token }) => commands.acceptInvite(user, token));

export const acceptAsNew = publicAction({ input: accountInput }, commands.acceptAsNew);
