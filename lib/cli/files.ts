import { createHash } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { z } from 'zod';
import type { Client } from './client.ts';
import { CliError, exits } from './exit.ts';
import type { Output } from './output.ts';
import { placeOf } from './secrets.ts';

interface Sending {
  readonly path: string;
  readonly type: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Streams a file to the server, which checks that it arrived as it was here. */
export async function sendFile<T>(
  client: Client,
  out: Output,
  file: string,
  { path, type, headers }: Sending,
  shape: z.ZodType<T>,
): Promise<T> {
  const place = placeOf(file);
  const bytes = sizeOf(place, file);
  const digest = await digestOf(place);
  const progress = out.progress('Sending');
  const body = Readable.toWeb(Readable.from(counted(place, (sent) => progress.at(sent, bytes))));
  const answer = await client.ask('POST', path, shape, {
    body: body as BodyInit,
    headers: {
      'content-type': type,
      'content-length': String(bytes),
      'repr-digest': `sha-256=:${digest.toString('base64')}:`,
      'x-file-name': encodeURIComponent(basename(place)),
      ...headers,
    },
  });
  progress.end('Sent.');
  return answer;
}

/** What the server says of a file it was sent. */
export const sentFile = z.object({ signer: z.object({ fingerprint: z.string(), standing: z.string() }).nullable() });

export const signedBy = ({ signer }: z.output<typeof sentFile>): string =>
  signer ? `signed by ${signer.fingerprint} (${signer.standing})` : 'not signed';

function sizeOf(place: string, file: string): number {
  try {
    return statSync(place).size;
  } catch {
    throw new CliError(exits.usage, 'FILE_UNREADABLE', `${file} cannot be read.`);
  }
}

async function digestOf(place: string): Promise<Buffer> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(place)) hash.update(chunk);
  return hash.digest();
}

async function* counted(place: string, tell: (sent: number) => void): AsyncGenerator<Buffer> {
  let sent = 0;
  for await (const chunk of createReadStream(place)) {
    const piece = Buffer.from(chunk);
    sent += piece.length;
    yield piece;
    tell(sent);
  }
}
