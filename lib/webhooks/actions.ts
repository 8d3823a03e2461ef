'use server';

import { action } from '#lib/gate/action.ts';
import * as commands from './commands.ts';
import { endpointChange, endpointInput, endpointSwitch, newEndpoint } from './schema.ts';

export const createEndpoint = action({ input: newEndpoint, permission: 'webhook.update' }, commands.createEndpoint);

export const updateEndpoint = action({ input: endpointChange, permission: 'webhook.update' }, commands.updateEndpoint);

export const rotateSecret = action({ input: endpointInput, permission: 'webhook.update' }, (ctx, { id }) =>
  commands.rotateSecret(ctx, id),
);

export const setEnabled = action({ input: endpointSwitch, permission: 'webhook.update' }, commands.setEnabled);

export const deleteEndpoint = action({ input: endpointInput, permission: 'webhook.update' }, (ctx, { id }) =>
  commands.deleteEndpoint(ctx, id),
);
