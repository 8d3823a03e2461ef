'use server';

import { action } from '#lib/gate/action.ts';
import * as commands from './commands.ts';
import { createInput, environmentInput, oneInput, updateInput, versionInput } from './schema.ts';

export const createCredential = action(
  { input: createInput, permission: 'credential.create' },
  commands.createCredential,
);

export const updateCredential = action(
  { input: updateInput, permission: 'credential.update' },
  commands.updateCredential,
);

export const duplicateCredential = action({ input: oneInput, permission: 'credential.create' }, (ctx, { id }) =>
  commands.duplicateCredential(ctx, id),
);

export const setEnvironment = action({ input: environmentInput, permission: 'credential.update' }, (ctx, input) =>
  commands.setEnvironment(ctx, input.ids, input.environment),
);

export const restoreVersion = action({ input: versionInput, permission: 'credential.update' }, commands.restoreVersion);
