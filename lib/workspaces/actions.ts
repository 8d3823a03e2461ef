'use server';

import { action } from '#lib/gate/action.ts';
import * as commands from './commands.ts';
import { newWorkspace, versionsInput, workspaceUpdate } from './schema.ts';

export const createWorkspace = action(
  { input: newWorkspace, permission: 'workspace.create' },
  commands.createWorkspace,
);

export const updateWorkspace = action(
  { input: workspaceUpdate, permission: 'workspace.update' },
  commands.updateWorkspace,
);

export const setVersionsKept = action(
  { input: versionsInput, permission: 'workspace.update' },
  commands.setVersionsKept,
);
