'use server';

import { action } from '#lib/gate/action.ts';
import * as commands from './commands.ts';
import * as queries from './queries.ts';
import { keyInput, newRecipient, nothing, recipientInput, recipientNameInput } from './schema.ts';

export const listRecipients = action({ input: nothing, permission: 'recipient.read' }, (ctx) =>
  queries.listRecipients(ctx),
);

export const viewKey = action({ input: keyInput, permission: 'recipient.read' }, (ctx, { key }) =>
  queries.viewKey(ctx, key),
);

export const addRecipient = action({ input: newRecipient, permission: 'recipient.update' }, commands.addRecipient);

export const renameRecipient = action(
  { input: recipientNameInput, permission: 'recipient.update' },
  commands.renameRecipient,
);

export const removeRecipient = action({ input: recipientInput, permission: 'recipient.update' }, (ctx, input) =>
  commands.removeRecipient(ctx, input.fingerprint),
);
