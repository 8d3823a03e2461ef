import type { Socket } from 'node:net';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { Client } from 'undici';
import { AppError } from '#lib/errors.ts';
import { tooLarge, type Phase } from './failure.ts';
import { responseHeaders, type Headers } from './headers.ts';
import type { Target } from './target.ts';

/** One request as it goes over the wire. */
export interface Hop {
  readonly method: string;
  readonly url: URL;
  readonly target: Target;
  /** As `requestHeaders` returns them. */
  readonly headers: Headers;
  readonly body: string | Uint8Array | undefined;
}

export interface Answer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
}

export interface ExchangeOptions {
  readonly bodyBytesMax: number;
  readonly signal: AbortSignal;
  /** Called when the status line and all headers are there. */
  onHeaders(): void;
}

const headerBytesMax = 16_384;

const decoders: Readonly<Record<string, (body: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>>> = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
};

/** Reads at most `bytesMax` bytes; one more is OUT-109, so an answer without end ends here. */
async function readCapped(stream: AsyncIterable<Buffer>, bytesMax: number, target: Target): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    bytes += chunk.length;
    if (bytes > bytesMax) throw tooLarge(target, 'body');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Undoes the content coding, under the same cap: what was read is small, what it unpacks to need not be. */
async function decode(body: Buffer, coding: string, bytesMax: number, target: Target): Promise<Buffer> {
  if (body.length === 0 || coding === '' || coding === 'identity') return body;
  const decoder = decoders[coding];
  const { host, port } = target;
  const place: { host: string; port: number; phase: Phase } = { host, port, phase: 'body' };
  if (decoder === undefined) {
    throw new AppError('OUT-108', `${host} answered in a coding that cannot be read.`, place);
  }
  try {
    return await decoder(body, { maxOutputLength: bytesMax });
  } catch (error) {
    if (error instanceof RangeError) throw tooLarge(target, 'body');
    throw new AppError('OUT-108', `The compressed answer of ${host} is damaged.`, place, { cause: error });
  }
}

/**
 * Sends one request over a socket that is already open and checked, and reads the whole answer. The socket serves this
 * request alone and is closed afterwards; the client can open no other.
 * @throws OUT-108, OUT-109, or what undici threw
 */
export async function exchange(socket: Socket, hop: Hop, options: ExchangeOptions): Promise<Answer> {
  let unused: Socket | null = socket;
  const client = new Client(hop.url.origin, {
    allowH2: false,
    headersTimeout: 0,
    bodyTimeout: 0,
    maxHeaderSize: headerBytesMax,
    connect: (_options, callback) => {
      const once = unused;
      unused = null;
      // Never at once: undici is still inside its own loop here and would not look at the connection again.
      queueMicrotask(() =>
        once === null ? callback(new Error('The connection was used.'), null) : callback(null, once),
      );
    },
  });
  try {
    const answer = await client.request({
      method: hop.method,
      path: hop.url.pathname + hop.url.search,
      headers: hop.headers,
      body: hop.body ?? null,
      reset: true,
      signal: options.signal,
    });
    options.onHeaders();
    const headers = responseHeaders(answer.headers);
    const raw = await readCapped(answer.body, options.bodyBytesMax, hop.target);
    const coding = (headers['content-encoding'] ?? '').trim().toLowerCase();
    return {
      status: answer.statusCode,
      headers,
      body: await decode(raw, coding, options.bodyBytesMax, hop.target),
    };
  } finally {
    void client.destroy();
  }
}
