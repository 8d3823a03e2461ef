'use server';

import { action } from '#lib/gate/action.ts';
import * as commands from './commands.ts';
import { signerInput, signerNameInput } from './schema.ts';

export const nameSigner = action({ input: signerNameInput, permission: 'signer.update' }, commands.nameSigner);

export const forgetSigner = action({ input: signerInput, permission: 'signer.update' }, (ctx, { fingerprint }) =>
  commands.forgetSigner(ctx, fingerprint),
);
