import { AppError } from '#lib/errors.ts';
import { assertMediaType } from '#lib/gate/arriving.ts';
import { single, type ApiContext } from '../request.ts';

/**
 * A file as a program sends it: the bytes as they are, and in headers what they are announced as. What is not said is
 * null, and not checked.
 * @throws AppError MEDIA_TYPE_REFUSED, INPUT_INVALID before a byte of it is read
 */
export function arrivingIn(c: ApiContext, types: readonly string[]) {
  assertMediaType(c.req.raw.headers, types);
  const length = /^\d{1,15}$/.exec(single(c, 'content-length') ?? '')?.[0];
  return {
    fileName: decoded(single(c, 'x-file-name')),
    bytes: length === undefined ? null : Number(length),
    sha256: digestIn(single(c, 'repr-digest')),
    body: c.req.raw.body ?? nothing(),
  };
}

/** Percent-encoded, because a header holds no other letters. */
function decoded(text: string | null): string | null {
  try {
    return text && decodeURIComponent(text);
  } catch (cause) {
    throw new AppError('INPUT_INVALID', 'X-File-Name has to be percent-encoded.', { field: 'x-file-name' }, { cause });
  }
}

/** RFC 9530, `sha-256=:<base64>:`, as hexadecimal. Other algorithms beside it are not looked at. */
export function digestIn(text: string | null): string | null {
  const [, digest] = /(?:^|,)\s*sha-256=:([A-Za-z0-9+/]{43}=):/i.exec(text ?? '') ?? [];
  return digest === undefined ? null : Buffer.from(digest, 'base64').toString('hex');
}

async function* nothing(): AsyncGenerator<Uint8Array> {}
