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

function recordPeer(message: unknown): void {
  if (isStarted(message)) message.request.headers[peerHeader] = message.socket.remoteAddress ?? 'unknown';
}

/** Once in the life of the web program. */
export function recordPeers(): () => void {
  subscribe(channel, recordPeer);
  return () => void unsubscribe(channel, recordPeer);
}
