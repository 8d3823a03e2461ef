import { z } from 'zod';
import { uploadHref } from '#components/shell/hrefs.ts';
import type { ErrorCode } from '#lib/errors.ts';
import type { ActionResult } from '#lib/result.ts';
import type { UploadDto } from '#lib/uploads/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';

export interface Sending {
  signal: AbortSignal;
  /** How many bytes have left. */
  onSent: (bytes: number) => void;
  /** Where it goes; left out: where files of credentials do. */
  href?: string;
}

const upload = z.object({ id: z.string(), fileName: z.string(), fileBytes: z.number() });
const refusal = z.object({
  code: z.string().transform((code) => code as ErrorCode),
  message: z.string(),
  detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())])),
});

/** Sends a file as it is, with its hash in front, and tells how far it is. Rejects when there is no answer of ours. */
export async function sendFile(
  scope: Scope,
  file: File,
  { signal, onSent, href = uploadHref(scope) }: Sending,
): Promise<ActionResult<UploadDto>> {
  // Read once: what is hashed is what is sent, even if the file changes on the disk meanwhile.
  const bytes = await file.arrayBuffer();
  const sha256 = hex(await crypto.subtle.digest('SHA-256', bytes));
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', href);
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.setRequestHeader('x-file-name', encodeURIComponent(file.name.toWellFormed()));
    request.setRequestHeader('x-file-bytes', String(bytes.byteLength));
    request.setRequestHeader('x-file-sha256', sha256);
    request.upload.addEventListener('progress', (event) => onSent(event.loaded));
    request.addEventListener('load', () => {
      const answer = readAnswer(request.status, request.responseText);
      if (answer) resolve(answer);
      else reject(new Error('The answer could not be read.'));
    });
    for (const end of ['error', 'abort', 'timeout'])
      request.addEventListener(end, () => reject(new Error('The file was not sent.')));
    signal.addEventListener('abort', () => request.abort(), { once: true });
    request.send(bytes);
  });
}

/** Null for what is not from our route: a page of a proxy, an empty answer. */
export function readAnswer(status: number, text: string): ActionResult<UploadDto> | null {
  const body = parsed(text);
  if (status === 201) {
    const read = upload.safeParse(body);
    return read.success ? { ok: true, value: read.data } : null;
  }
  const read = refusal.safeParse(body);
  return read.success ? { ok: false, ...read.data } : null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const hex = (bytes: ArrayBuffer): string =>
  Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');
