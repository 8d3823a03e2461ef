import type { Socket } from 'node:net';
import { readFrom } from '#lib/verify/driver-reader.ts';
import { DriverStop } from '#lib/verify/driver-steps.ts';

/** SSLRequest: length 8, code 80877103. https://www.postgresql.org/docs/current/protocol-message-formats.html */
const sslRequest = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]);

/**
 * Asks the server for encryption, before the driver says who it is; TLS may begin when this resolves.
 * @throws DriverStop `tls_not_offered`, `wrong_protocol`, `connection_lost`
 */
export async function requestEncryption(socket: Socket): Promise<void> {
  const reader = readFrom(socket, 1_024);
  socket.write(sslRequest);
  const answer = await reader.read((arrived) => ({ value: arrived.toString('latin1', 0, 1), used: 1 }));
  if (answer === 'N') throw new DriverStop('tls_not_offered');
  if (answer !== 'S') throw new DriverStop('wrong_protocol');
  reader.release();
}
