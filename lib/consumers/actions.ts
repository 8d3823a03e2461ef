'use server';

import { action } from '#lib/gate/action.ts';
import * as commands from './commands.ts';
import { deleteConsumerInput } from './schema.ts';

export const deleteConsumer = action(
  { input: deleteConsumerInput, permission: 'consumer.delete' },
  commands.deleteTypedConsumer,
);
