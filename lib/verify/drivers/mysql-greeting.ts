import type { Socket } from 'node:net';
import { readFrom } from '#lib/verify/driver-reader.ts';
import { DriverStop } from '#lib/verify/driver-steps.ts';

/** https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase_packets_protocol_handshake_v10.html */
const headBytes = 4;
const greetingBytesMax = 4_096;
const protocolVersion = 10;

/**
 * Reads what a server says first, so that a refusal or another protocol is known before anything is told.
 * @returns the whole packet, for the client library
 * @throws DriverStop `server` with its error number, `wrong_protocol`, `connection_lost`
 */
export async function readGreeting(socket: Socket): Promise<Buffer> {
  const reader = readFrom(socket, greetingBytesMax);
  const packet = await reader.read((arrived) => {
    if (arrived.length < headBytes) return null;
    const used = headBytes + arrived.readUIntLE(0, 3);
    if (used > greetingBytesMax || arrived[3] !== 0) throw new DriverStop('wrong_protocol');
    return arrived.length < used ? null : { value: Buffer.from(arrived.subarray(0, used)), used };
  });
  if (packet[headBytes] === 0xff && packet.length >= headBytes + 3)
    throw new DriverStop('server', { state: String(packet.readUInt16LE(headBytes + 1)) });
  if (packet[headBytes] !== protocolVersion) throw new DriverStop('wrong_protocol');
  reader.release();
  return packet;
}
