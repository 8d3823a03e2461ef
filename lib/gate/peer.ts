import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

/**
 * The socket's own address, as a header no client can set: Next keeps a forwarded header as it came and hides the
 * socket, so this is written over whatever was sent, before Next sees the request.
 */
export const peerHeader = 'x-keyhaven-peer';

const channel = 'http.server.request.start';

interface Started {
  readonly request: IncomingMessage;
  readonly socket: Socket;
}

const isStarted = (message: unknown): message is Started =>
  typeof message === 'object' && message !== null && 'request' in message && 'socket' in message;

/** So many headers a server takes unless it is told another number; some versions of Node leave out the others. */
const headersKeptMax = 1_000;

function recordPeer(message: unknown): void {
  if (!isStarted(message)) return;
  const { headers, rawHeaders } = message.request;
  headers[peerHeader] = message.socket.remoteAddress ?? 'unknown';
  // What a proxy of ours wrote last may be missing then, and what a client wrote stands in its place.
  if (rawHeaders.length / 2 >= headersKeptMax) delete headers['x-forwarded-for'];
}

/** Once in the life of the web program. */
export function recordPeers(): () => void {
  subscribe(channel, recordPeer);
  return () => void unsubscribe(channel, recordPeer);
}
