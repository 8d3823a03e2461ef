import { z } from 'zod';
import type { TlsOptions } from '#lib/verify/driver-tls.ts';

/** Settings of every server with an `sslmode`, in the words of libpq. */
export const serverShape = z.object({
  host: z.string().min(1),
  port: z.int().min(1).max(65_535),
  sslmode: z.enum(['verify-full', 'require', 'disable']),
  caCertificate: z.string().optional(),
});
export const secretShape = z.object({ password: z.string().min(1) });

/** How the connection is encrypted; null: not at all. */
export const tlsOf = ({ host, port, sslmode, caCertificate }: z.output<typeof serverShape>): TlsOptions | null =>
  sslmode === 'disable'
    ? null
    : { host, port, isCertificateChecked: sslmode === 'verify-full', ca: caCertificate || null };
