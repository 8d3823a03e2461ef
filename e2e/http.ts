import { Agent, request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { Agent as TlsAgent, request as httpsRequest } from 'node:https';
import { world } from './world.ts';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  readonly text: string;
}

export interface Asking {
  readonly method?: string;
  /** The value of the session cookie; null for nobody. */
  readonly cookie?: string | null;
  /** Sent as they are, `host` too. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Another door than the dashboard's. */
  readonly origin?: string;
}

const heard: Buffer[] = [];

/** The one header that has to hold a session is no leak of it. */
const headersHeard = (headers: IncomingHttpHeaders): string => JSON.stringify({ ...headers, 'set-cookie': undefined });

/** Every byte this worker was answered, headers included: for whoever looks for what should not be there. */
export const everythingHeard = (): readonly Buffer[] => heard;

/** A connection each: one that is kept may be ended by the server just as it is used again. */
const agent = new Agent({ keepAlive: false });
const tlsAgent = new TlsAgent({ keepAlive: false, rejectUnauthorized: false });

/** One request exactly as told: no cookie jar, no redirect followed, no header added but what HTTP needs. */
export function ask(path: string, asking: Asking = {}): Promise<Answer> {
  const { method = 'GET', cookie = null, headers = {}, body, origin = world().origin } = asking;
  const { protocol, hostname, port } = new URL(origin);
  const all = { ...(cookie === null ? {} : { cookie: `keyhaven=${cookie}` }), ...lengthOf(body, headers), ...headers };
  return new Promise((resolve, reject) => {
    const options = { hostname, port, path, method, headers: all };
    const hear = (response: IncomingMessage): void => {
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => pieces.push(piece));
      response.once('error', reject);
      response.once('end', () => {
        const bytes = Buffer.concat(pieces);
        heard.push(Buffer.from(headersHeard(response.headers)), bytes);
        resolve({ status: response.statusCode ?? 0, headers: response.headers, bytes, text: bytes.toString('utf8') });
      });
    };
    const request =
      protocol === 'https:'
        ? httpsRequest({ ...options, agent: tlsAgent }, hear)
        : httpRequest({ ...options, agent }, hear);
    request.once('error', reject);
    request.end(body);
  });
}

function lengthOf(body: Asking['body'], headers: Readonly<Record<string, string>>): Record<string, string> {
  if (body === undefined || 'content-length' in headers || 'transfer-encoding' in headers) return {};
  return { 'content-length': String(Buffer.byteLength(body)) };
}

/** What a browser says of a request that our own page made. */
export const fromOwnPage = (origin = world().origin): Record<string, string> => ({
  origin,
  'sec-fetch-site': 'same-origin',
  'sec-fetch-mode': 'cors',
});
