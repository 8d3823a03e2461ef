'use server';

import { action } from '#lib/gate/action.ts';
import * as commands from './commands.ts';
import * as queries from './queries.ts';
import {
  addStepInput,
  chooseInput,
  choicesInput,
  moveStepInput,
  removeStepInput,
  renameStepInput,
  replaceInput,
} from './schema.ts';

export const addStep = action({ input: addStepInput, permission: 'flow.update' }, commands.addStep);
export const renameStep = action({ input: renameStepInput, permission: 'flow.update' }, commands.renameStep);
export const moveStep = action({ input: moveStepInput, permission: 'flow.update' }, commands.moveStep);
export const removeStep = action({ input: removeStepInput, permission: 'flow.update' }, commands.removeStep);
export const chooseCredential = action({ input: chooseInput, permission: 'flow.update' }, commands.chooseCredential);
export const listChoices = action({ input: choicesInput, permission: 'credential.read' }, queries.listChoices);
export const replaceCredential = action({ input: replaceInput, permission: 'flow.update' }, commands.replaceCredential);
