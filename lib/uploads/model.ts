import type { Binding } from '#lib/vault/seal.ts';
import { hourMs } from '#lib/clock.ts';

export const chunkBytes = 256 * 1024;
export const uploadMs = hourMs;
/** Files one person may have waiting in one workspace. */
export const waitingMax = 5;

/** A chunk opens only as this chunk of this upload. */
export const chunkBinding = (row: { tenantId: string; workspaceId: string; uploadId: string; n: number }): Binding => ({
  tenantId: row.tenantId,
  workspaceId: row.workspaceId,
  credentialId: row.uploadId,
  field: 'upload',
  version: row.n,
  audience: [],
});

/** The last part of a path, without control characters: what is shown of a file's name. */
export function shownFileName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  const clean = [...last.toWellFormed()].filter((sign) => !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(sign)).join('');
  return clean.slice(0, 200).trim() || 'file.bson';
}

/** Any stream of bytes in pieces of one size; the last may be shorter. */
export async function* inChunks(source: AsyncIterable<Uint8Array>, size = chunkBytes): AsyncGenerator<Buffer> {
  let pending: Buffer[] = [];
  let length = 0;
  for await (const piece of source) {
    pending.push(Buffer.from(piece));
    length += piece.byteLength;
    if (length < size) continue;
    const whole = Buffer.concat(pending, length);
    let at = 0;
    for (; length - at >= size; at += size) yield whole.subarray(at, at + size);
    pending = [whole.subarray(at)];
    length -= at;
  }
  if (length > 0) yield Buffer.concat(pending, length);
}
