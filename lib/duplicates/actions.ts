'use server';

import { action } from '#lib/gate/action.ts';
import { oneInput } from '#lib/credentials/schema.ts';
import * as commands from './commands.ts';

export const duplicateCredential = action({ input: oneInput, permission: 'credential.create' }, (ctx, { id }) =>
  commands.duplicateCredential(ctx, id),
);
