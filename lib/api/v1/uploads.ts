import { createRoute, z } from '@hono/zod-openapi';
import { AppError } from '#lib/errors.ts';
import { receiveUpload, type Arriving } from '#lib/uploads/commands.ts';
import { single, type ApiContext } from '../request.ts';
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
    const { id, fileName, fileBytes } = await receiveUpload(c.var.ctx, arrivingIn(c));
    return c.json({ id, fileName, fileBytes }, 201);
  });
  return app;
}

/** What was announced is refused before a byte of it is read. */
function arrivingIn(c: ApiContext): Arriving {
  const type = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (!types.some((one) => one === type))
    throw new AppError('MEDIA_TYPE_REFUSED', `A file is sent as ${types.join(' or ')}.`);
  const length = /^\d{1,15}$/.exec(single(c, 'content-length') ?? '')?.[0];
  return {
    fileName: fileNameOf(single(c, 'x-file-name')),
    bytes: length === undefined ? null : Number(length),
    sha256: digestOf(single(c, 'repr-digest')),
    body: c.req.raw.body ?? nothing(),
  };
}

/** RFC 9530: `sha-256=:<base64>:`, beside others maybe. */
function digestOf(given: string | null): string {
  const [, base64 = ''] = /(?:^|,)\s*sha-256=:([A-Za-z0-9+/]{43}=):/i.exec(given ?? '') ?? [];
  if (base64 !== '') return Buffer.from(base64, 'base64').toString('hex');
  throw new AppError('INPUT_INVALID', 'Send the digest of the file: Repr-Digest: sha-256=:<base64>:', {
    field: 'repr-digest',
  });
}

/** Percent-encoded, because a header holds no other letters. */
function fileNameOf(given: string | null): string {
  try {
    return decodeURIComponent(given ?? 'upload.bson').slice(0, 1_000);
  } catch {
    throw new AppError('INPUT_INVALID', 'X-File-Name has to be percent-encoded.', { field: 'x-file-name' });
  }
}

async function* nothing(): AsyncGenerator<Uint8Array> {}
