'use server';

import { action } from '#lib/gate/action.ts';
import * as commands from './commands.ts';
import { memberInput, roleInput } from './schema.ts';

export const changeRole = action({ input: roleInput, permission: 'member.update' }, (ctx, { userId, role }) =>
  commands.changeRole(ctx, userId, role),
);

export const disableMember = action({ input: memberInput, permission: 'member.update' }, (ctx, { userId }) =>
  commands.disableMember(ctx, userId),
);

export const enableMember = action({ input: memberInput, permission: 'member.update' }, (ctx, { userId }) =>
  commands.enableMember(ctx, userId),
);

export const removeMember = action({ input: memberInput, permission: 'member.update' }, (ctx, { userId }) =>
  commands.removeMember(ctx, userId),
);
