'use server';

import { action } from '#lib/gate/action.ts';
import * as commands from './commands.ts';
import { newWorkspace, workspaceRename } from './schema.ts';

export const createWorkspace = action({ input: newWorkspace, permission: 'workspace.create' }, (ctx, { name }) =>
  commands.createWorkspace(ctx, name),
);

export const renameWorkspace = action({ input: workspaceRename, permission: 'workspace.update' }, (ctx, { id, name }) =>
  commands.renameWorkspace(ctx, id, name),
);
