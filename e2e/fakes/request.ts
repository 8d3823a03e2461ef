import type { IncomingMessage, ServerResponse } from 'node:http';

/** A request as a fake saw it. */
export interface SeenRequest {
  readonly method: string;
  readonly host: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** One vendor: answers what it knows, returns false for the rest. */
export type Vendor = (request: SeenRequest, response: ServerResponse) => boolean;

export async function readRequest(message: IncomingMessage): Promise<SeenRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(Buffer.from(chunk));
  const host = (message.headers.host ?? '').replace(/:\d+$/, '').toLowerCase();
  const url = new URL(message.url ?? '/', `https://${host || 'localhost'}`);
  return {
    method: message.method ?? 'GET',
    host,
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: Object.fromEntries(Object.entries(message.headers).map(([name, value]) => [name, String(value)])),
    body: Buffer.concat(chunks).toString('utf8'),
  };
}

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): true {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
  response.end(JSON.stringify(body));
  return true;
}

/** The token of `Authorization: Bearer …` or `token …`. */
export const bearerOf = (request: Pick<SeenRequest, 'headers'>): string | undefined =>
  /^(?:bearer|token) +(?<token>\S+)$/i.exec(request.headers['authorization'] ?? '')?.groups?.['token'];

/** User and password of `Authorization: Basic …`. */
export function basicOf(request: SeenRequest): { readonly user: string; readonly password: string } | undefined {
  const packed = /^basic +(?<packed>\S+)$/i.exec(request.headers['authorization'] ?? '')?.groups?.['packed'];
  if (packed === undefined) return undefined;
  const text = Buffer.from(packed, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0 ? undefined : { user: text.slice(0, colon), password: text.slice(colon + 1) };
}
