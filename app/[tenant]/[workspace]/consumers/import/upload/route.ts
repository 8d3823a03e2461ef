import { z } from 'zod';
import { AppError } from '#lib/errors.ts';
import { route } from '#lib/gate/route.ts';
import { startLiveImport } from '#lib/live-imports/commands.ts';

const bytes = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number);
const announced = z.object({
  name: z.string().max(3_000).transform(decoded),
  bytes,
  sha256: z.string().regex(/^[\da-f]{64}$/i),
  length: bytes.nullable(),
});

/** A raw body, streamed, as files of credentials come in; the import of its lines begins once it is whole. */
export const POST = route({ permission: 'connection.import', method: 'POST' }, async (ctx, { headers, body }) => {
  const said = announced.safeParse({
    name: headers.get('x-file-name'),
    bytes: headers.get('x-file-bytes'),
    sha256: headers.get('x-file-sha256'),
    length: headers.get('content-length'),
  });
  if (!said.success)
    throw new AppError('INPUT_INVALID', 'The headers x-file-name, x-file-bytes and x-file-sha256 are needed.');
  const { name, sha256, length } = said.data;
  const { id, fileName, fileBytes } = await startLiveImport(ctx, {
    fileName: name,
    bytes: Math.max(said.data.bytes, length ?? 0),
    sha256,
    body: body ?? nothing(),
  });
  return Response.json({ id, fileName, fileBytes }, { status: 201, headers: { 'cache-control': 'no-store' } });
});

/** Percent-encoded, because a header holds no other letters. */
function decoded(text: string, context: z.RefinementCtx): string {
  try {
    return decodeURIComponent(text);
  } catch {
    context.addIssue('Not percent-encoded.');
    return z.NEVER;
  }
}

async function* nothing(): AsyncGenerator<Uint8Array> {}
