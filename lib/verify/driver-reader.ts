import type { Socket } from 'node:net';
import { DriverStop } from './driver-steps.ts';

/** Takes one message off the front of what has arrived; null when it is not complete yet. Throws when it is none. */
export type Take<T> = (arrived: Buffer) => { readonly value: T; readonly used: number } | null;

export interface Reader {
  /** @throws DriverStop `connection_lost` when the other side ends first, `wrong_protocol` when it says too much */
  readonly read: <T>(take: Take<T>) => Promise<T>;
  /**
   * Stops reading, so that the socket can be encrypted. Bytes that are there already would be text put in front of the
   * encrypted part by someone on the way (CVE-2021-23222, CVE-2011-0411).
   * @throws DriverStop `wrong_protocol` for them
   */
  readonly release: () => void;
}

/** Reads messages from a socket, at most `bytesMax` in all: a check is a short conversation. */
export function readFrom(socket: Socket, bytesMax: number): Reader {
  let arrived: Buffer = Buffer.alloc(0);
  let bytes = 0;
  let stop: DriverStop | null = null;
  let wake = (): void => {};

  const onData = (chunk: Buffer): void => {
    bytes += chunk.length;
    if (bytes > bytesMax) {
      stop = new DriverStop('wrong_protocol');
      arrived = Buffer.alloc(0);
      socket.destroy();
    } else arrived = Buffer.concat([arrived, chunk]);
    wake();
  };
  const onEnd = (): void => {
    stop ??= new DriverStop('connection_lost');
    wake();
  };
  socket.on('data', onData).on('end', onEnd).on('close', onEnd).on('error', onEnd);

  return {
    read: async (take) => {
      for (;;) {
        const taken = arrived.length > 0 ? take(arrived) : null;
        if (taken) {
          arrived = arrived.subarray(taken.used);
          return taken.value;
        }
        if (stop) throw stop;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    release: () => {
      socket.pause();
      socket.off('data', onData).off('end', onEnd).off('close', onEnd).off('error', onEnd);
      if (arrived.length > 0) throw new DriverStop('wrong_protocol');
    },
  };
}
