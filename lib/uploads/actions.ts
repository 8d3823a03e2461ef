'use server';

import { action } from '#lib/gate/action.ts';
import { removeUpload } from './commands.ts';
import { discardInput } from './schema.ts';

export const discardUpload = action({ input: discardInput, permission: 'upload.create' }, (ctx, { uploadId }) =>
  removeUpload(ctx, uploadId),
);
