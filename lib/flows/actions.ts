'use server';

import { action } from '#lib/gate/action.ts';
import * as commands from './commands.ts';
import * as queries from './queries.ts';
import { createFlowInput, flowInput, oneFlowInput, renameFlowInput } from './schema.ts';

export const createFlow = action({ input: createFlowInput, permission: 'flow.create' }, (ctx, { name }) =>
  commands.createFlow(ctx, name),
);

export const readFlow = action({ input: oneFlowInput, permission: 'flow.read' }, (ctx, { flowId }) =>
  queries.getFlow(ctx, flowId),
);

export const renameFlow = action({ input: renameFlowInput, permission: 'flow.update' }, commands.renameFlow);
export const activateFlow = action({ input: flowInput, permission: 'flow.activate' }, commands.activateFlow);
export const pauseFlow = action({ input: flowInput, permission: 'flow.activate' }, commands.pauseFlow);
export const deleteFlow = action({ input: flowInput, permission: 'flow.delete' }, commands.deleteFlow);
