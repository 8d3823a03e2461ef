import { X509Certificate } from 'node:crypto';
import { isIP, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { tlsReasonOf } from '#lib/outbound/failure.ts';
import { DriverStop } from './driver-steps.ts';

export interface TlsOptions {
  readonly host: string;
  readonly port: number;
  readonly isCertificateChecked: boolean;
  /** PEM; without it the authorities this process trusts. */
  readonly ca: string | null;
}

/**
 * Makes the TLS connection over an open socket; the certificate must be for `host`, whatever address that had.
 * @throws DriverStop `tls` with the reason, `ca_unreadable`, `connection_lost`
 */
export async function encrypt(
  socket: Socket,
  { host, port, isCertificateChecked, ca }: TlsOptions,
): Promise<TLSSocket> {
  if (ca !== null && !isCertificate(ca)) throw new DriverStop('ca_unreadable');
  const tls = connectTls({
    socket,
    host,
    servername: isIP(host) === 0 ? host : '',
    minVersion: 'TLSv1.2',
    rejectUnauthorized: isCertificateChecked,
    ...(ca !== null && { ca }),
  });
  try {
    await secured(tls);
    tls.on('error', () => {});
    return tls;
  } catch (error) {
    tls.destroy();
    if (error instanceof DriverStop) throw error;
    const detail = { host, port, reason: tlsReasonOf(error) };
    throw new DriverStop('tls', { network: { code: 'OUT-107', detail } });
  }
}

/** A socket that is destroyed below, as at the end of its time, closes without an error. */
const secured = (tls: TLSSocket): Promise<void> =>
  new Promise((resolve, reject) => {
    tls.once('secureConnect', () => resolve()).once('error', reject);
    tls.once('close', () => reject(new DriverStop('connection_lost')));
  });

/** TLS itself takes text that is no certificate for no authority at all. */
function isCertificate(text: string): boolean {
  try {
    return new X509Certificate(text).raw.length > 0;
  } catch {
    return false;
  }
}
