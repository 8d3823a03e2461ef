import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { DriverStop } from '#lib/verify/driver-steps.ts';

/** Sign-in and one short answer are a few hundred bytes. */
const bytesMax = 65_536;

/** What the client library takes for its connection: the socket behind it can be exchanged for an encrypted one. */
export interface Wire {
  readonly stream: Duplex;
  /** From here on this socket is written to and read from. Before, only what was put in front can be read. */
  readonly use: (socket: Socket) => void;
}

/** @param plain is written to, and not read from before `use`: bytes that come ahead of encryption say nothing */
export function createWire(plain: Socket, readFirst: Buffer): Wire {
  let inside = plain;
  let bytes = 0;
  const stream = new Duplex({
    read: () => {},
    write: (chunk: Buffer, _, done) => inside.write(chunk, done),
    final: (done) => inside.end(done),
    destroy: (error, done) => {
      inside.destroy();
      done(error);
    },
  });
  stream.push(readFirst);
  return {
    stream,
    use: (socket) => {
      inside = socket;
      socket.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > bytesMax) stream.destroy(new DriverStop('wrong_protocol'));
        else stream.push(chunk);
      });
      socket
        .once('error', (error) => stream.destroy(error))
        .once('close', () => stream.destroy())
        .resume();
    },
  };
}
