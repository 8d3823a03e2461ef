import { createRoute, z } from '@hono/zod-openapi';
import { claimExport } from '#lib/export-files/commands.ts';
import { cancelExport, prepareExport, startKeyExport } from '#lib/exports/commands.ts';
import { keyExportInput, type KeyExportInput } from '#lib/exports/schema.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { streamOf } from './stream.ts';
import { jsonBody, needs, router } from './wire.ts';

const fileType: string = 'application/octet-stream';

const create = createRoute({
  method: 'post',
  path: '/exports',
  operationId: 'createExport',
  summary: 'Credentials with their secrets, as a sealed file',
  description:
    'Answers the `.bson` itself, once; it needs the scope secrets too. It opens with the passphrase, in this installation, or for the tenant whose receiving key it was sealed to. `Export-Id` names it in the list of exports.',
  tags: ['Files'],
  ...needs('credential.export', 'NOT_FOUND', 'TOO_LARGE', 'UNREADABLE', 'EXPORT_ENDED'),
  request: { body: jsonBody(keyExportInput) },
  responses: {
    200: {
      description: 'The file.',
      content: { [fileType]: { schema: z.any().openapi({ type: 'string', format: 'binary' }) } },
    },
  },
});

export function exportsApi() {
  const app = router();
  app.openapi(create, async (c) => {
    const { id, file } = await made(c.var.ctx, c.req.valid('json'), c.req.raw.signal);
    return new Response(streamOf(file.bytes), {
      headers: {
        'content-type': fileType,
        'content-disposition': `attachment; filename="${file.fileName}"`,
        'accept-ranges': 'none',
        'export-id': id,
      },
    });
  });
  return app;
}

/** Everything that was chosen is written down before the first byte leaves; who has gone away gets none of it. */
async function made(ctx: WorkspaceCtx, input: KeyExportInput, signal: AbortSignal) {
  let progress = await startKeyExport(ctx, input);
  const { id } = progress;
  while (progress.state === 'preparing' && !signal.aborted) progress = await prepareExport(ctx, { id });
  if (signal.aborted) await cancelExport(ctx, { id });
  return { id, file: await claimExport(ctx, id) };
}
