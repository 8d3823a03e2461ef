'use server';

import { action } from '#lib/gate/action.ts';
import * as commands from './commands.ts';
import * as queries from './queries.ts';
import { attemptsInput, replayAllInput, replayInput } from './schema.ts';

export const listAttempts = action({ input: attemptsInput, permission: 'webhook.read' }, (ctx, { id }) =>
  queries.listAttempts(ctx, id),
);

export const replayDelivery = action({ input: replayInput, permission: 'webhook.update' }, (ctx, { id }) =>
  commands.replayDelivery(ctx, id),
);

export const replayDead = action({ input: replayAllInput, permission: 'webhook.update' }, (ctx, { endpointId }) =>
  commands.replayDead(ctx, endpointId),
);
