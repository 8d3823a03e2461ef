import { z } from 'zod';
import { AppError } from '#lib/errors.ts';

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

/** @throws AppError MEDIA_TYPE_REFUSED for what is not sent as one of these, whatever its parameters */
export function assertMediaType(headers: Headers, types: readonly string[]): void {
  const type = headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (!types.includes(type))
    throw new AppError('MEDIA_TYPE_REFUSED', `A file is sent as ${types.join(' or ')}.`, { accept: types });
}

/**
 * A file as a page sends it: a raw body, never held whole, and in headers what it is announced as.
 * @throws AppError MEDIA_TYPE_REFUSED, INPUT_INVALID before a byte of it is read
 */
export function arrivingIn({ headers, body }: Pick<Request, 'headers' | 'body'>, types: readonly string[]) {
  assertMediaType(headers, types);
  const said = announced.safeParse({
    name: headers.get('x-file-name'),
    bytes: headers.get('x-file-bytes'),
    sha256: headers.get('x-file-sha256'),
    length: headers.get('content-length'),
  });
  if (!said.success)
    throw new AppError('INPUT_INVALID', 'The headers x-file-name, x-file-bytes and x-file-sha256 are needed.');
  const { name, sha256, length } = said.data;
  // The larger of the two: a body that says it is too large is not begun, whatever its header says.
  return { fileName: name, bytes: Math.max(said.data.bytes, length ?? 0), sha256, body: body ?? nothing() };
}

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
