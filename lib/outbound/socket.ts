import { once } from 'node:events';
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import type { CheckedAddress } from './admission.ts';
import { startDeadline, type Deadline } from './deadline.ts';

async function openOne({ address, family }: CheckedAddress, port: number, signal: AbortSignal): Promise<Socket> {
  const socket = connect({ host: address, family, port, noDelay: true });
  try {
    await once(socket, 'connect', { signal });
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

/**
 * A TCP connection to the first checked address that answers. Each has an even share of the time that is left, so one
 * that swallows packets does not use up what another needs.
 */
export async function openSocket(
  addresses: readonly CheckedAddress[],
  port: number,
  deadline: Deadline,
): Promise<Socket> {
  let last: unknown = new Error('There is no address to connect to.');
  for (const [index, address] of addresses.entries()) {
    const share = startDeadline(deadline.remainingMs() / (addresses.length - index), deadline.signal);
    try {
      return await openOne(address, port, share.signal);
    } catch (error) {
      last = share.signal.aborted ? Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' }) : error;
      if (deadline.signal.aborted) break;
    } finally {
      share.clear();
    }
  }
  throw last;
}

/**
 * TLS over an open socket. The certificate must be for `host`, the name that was asked for, whatever address it had;
 * NODE_TLS_REJECT_UNAUTHORIZED has no say.
 */
export async function secure(socket: Socket, host: string, signal: AbortSignal): Promise<TLSSocket> {
  const tls = connectTls({
    socket,
    host,
    servername: isIP(host) === 0 ? host : '',
    ALPNProtocols: ['http/1.1'],
    minVersion: 'TLSv1.2',
    rejectUnauthorized: true,
  });
  try {
    await once(tls, 'secureConnect', { signal });
    return tls;
  } catch (error) {
    tls.destroy();
    socket.destroy();
    throw error;
  }
}
