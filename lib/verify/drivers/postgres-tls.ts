import { once } from 'node:events';
import { isIP, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { DriverStop } from '#lib/verify/driver-steps.ts';

/** SSLRequest: length 8, code 80877103. https://www.postgresql.org/docs/current/protocol-message-formats.html */
const sslRequest = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]);

const tlsReasons: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'expired',
  CERT_NOT_YET_VALID: 'expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'self_signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'untrusted',
  UNABLE_TO_GET_ISSUER_CERT: 'untrusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'untrusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'untrusted',
  CERT_SIGNATURE_FAILURE: 'untrusted',
  ERR_TLS_CERT_ALTNAME_INVALID: 'hostname',
};

export interface TlsOptions {
  readonly host: string;
  readonly port: number;
  readonly isCertificateChecked: boolean;
  /** PEM; without it the authorities this process trusts. */
  readonly ca: string | null;
}

/**
 * Asks the server for encryption and makes the TLS connection, before the driver says who it is.
 * @throws DriverStop `tls_not_offered`, `wrong_protocol`, `connection_lost`, or `tls` with the reason
 */
export async function encrypt(
  socket: Socket,
  { host, port, isCertificateChecked, ca }: TlsOptions,
): Promise<TLSSocket> {
  socket.write(sslRequest);
  const answer = await firstBytes(socket);
  // More than the one byte would be text put in front of the encrypted part by someone on the way (CVE-2021-23222).
  if (answer === 'N') throw new DriverStop('tls_not_offered');
  if (answer !== 'S') throw new DriverStop('wrong_protocol');

  const tls = connectTls({
    socket,
    host,
    servername: isIP(host) === 0 ? host : '',
    minVersion: 'TLSv1.2',
    rejectUnauthorized: isCertificateChecked,
    ...(ca !== null && { ca }),
  });
  try {
    await once(tls, 'secureConnect');
    return tls;
  } catch (error) {
    tls.destroy();
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const detail = { host, port, reason: tlsReasons[code] ?? 'handshake' };
    throw new DriverStop('tls', { network: { code: 'OUT-107', detail } });
  }
}

async function firstBytes(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void) => () => {
      socket.removeAllListeners('data').removeAllListeners('close').removeAllListeners('error');
      act();
    };
    const lost = () => reject(new DriverStop('connection_lost'));
    socket.once('data', (bytes: Buffer) => {
      socket.pause();
      settle(() => resolve(bytes.toString('latin1')))();
    });
    socket.once('close', settle(lost)).once('error', settle(lost));
  });
}
