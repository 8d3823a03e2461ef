'use server';

import { action } from '#lib/gate/action.ts';
import * as commands from './commands.ts';
import { connectInput, finishInput, reconnectInput, startInput } from './schema.ts';

export const startConnect = action({ input: startInput, permission: 'credential.create' }, commands.startConnect);

export const startReconnect = action(
  { input: reconnectInput, permission: 'credential.update' },
  commands.startReconnect,
);

export const finishConnect = action({ input: finishInput, permission: 'credential.create' }, commands.finishConnect);

export const confirmConnect = action({ input: connectInput, permission: 'credential.create' }, (ctx, { id }) =>
  commands.confirmConnect(ctx, id),
);

export const discardConnect = action({ input: connectInput, permission: 'credential.create' }, (ctx, { id }) =>
  commands.discardConnect(ctx, id),
);
