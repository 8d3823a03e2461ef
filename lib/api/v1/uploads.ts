import { createRoute, z } from '@hono/zod-openapi';
import { AppError } from '#lib/errors.ts';
import { receiveUpload, type Arriving } from '#lib/uploads/commands.ts';
import type { ApiContext } from '../request.ts';
import { arrivingIn } from './arriving.ts';
import { creates, json, router } from './wire.ts';

const upload = z.object({ id: z.string(), fileName: z.string(), fileBytes: z.int() }).openapi('Upload');

const types = ['application/octet-stream', 'application/bson'] as const;
const bytes = z.any().openapi({ type: 'string', format: 'binary' });

const create = createRoute({
  method: 'post',
  path: '/uploads',
  operationId: 'createUpload',
  summary: 'Send a file that is to be imported',
  description:
    'The bytes as they are. `Repr-Digest: sha-256=:…:` is checked when they have arrived; the file waits an hour.',
  tags: ['Files'],
  ...creates('upload.create', 'IMP-103', 'IMP-304', 'MEDIA_TYPE_REFUSED', 'TOO_MANY_ATTEMPTS'),
  parameters: [
    { name: 'Repr-Digest', in: 'header', required: true, schema: { type: 'string' }, example: 'sha-256=:…:' },
    { name: 'X-File-Name', in: 'header', required: false, schema: { type: 'string' }, description: 'Percent-encoded.' },
  ],
  request: { body: { required: true, content: { [types[0]]: { schema: bytes }, [types[1]]: { schema: bytes } } } },
  responses: { 201: json(upload, 'It arrived whole.') },
});

export function uploadsApi() {
  const app = router();
  app.openapi(create, async (c) => {
    const { id, fileName, fileBytes } = await receiveUpload(c.var.ctx, announcedIn(c));
    return c.json({ id, fileName, fileBytes }, 201);
  });
  return app;
}

/** What was announced is refused before a byte of it is read; here the digest has to be. */
function announcedIn(c: ApiContext): Arriving {
  const { fileName, sha256, ...arriving } = arrivingIn(c, types);
  if (sha256 !== null) return { ...arriving, fileName: fileName ?? 'upload.bson', sha256 };
  throw new AppError('INPUT_INVALID', 'Send the digest of the file: Repr-Digest: sha-256=:<base64>:', {
    field: 'repr-digest',
  });
}
