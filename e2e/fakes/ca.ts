import './reflect-metadata.ts';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as x509 from '@peculiar/x509';

/** A key and what certifies it, as PEM for node:tls. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

export interface Ca extends Certificate {
  readonly certificate: x509.X509Certificate;
  readonly privateKey: CryptoKey;
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const dayMs = 86_400_000;

const newKeys = (): Promise<CryptoKeyPair> => crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);

async function keyPem(key: CryptoKey): Promise<string> {
  return x509.PemConverter.encode(await crypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY');
}

const validFor = (daysFrom: number, daysTo: number): { notBefore: Date; notAfter: Date } => ({
  notBefore: new Date(Date.now() + daysFrom * dayMs),
  notAfter: new Date(Date.now() + daysTo * dayMs),
});

const namesOf = (hosts: readonly string[]): x509.SubjectAlternativeNameExtension =>
  new x509.SubjectAlternativeNameExtension(
    hosts.map((value) => ({ type: /^[\d.]+$/.test(value) ? ('ip' as const) : ('dns' as const), value })),
  );

/** An authority of its own, valid for a month. */
export async function createCa(name = 'Keyhaven test authority'): Promise<Ca> {
  const keys = await newKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    keys,
    signingAlgorithm: algorithm,
    ...validFor(-1, 30),
    extensions: [
      new x509.BasicConstraintsExtension(true, 1, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  const { privateKey } = keys;
  return { certificate, privateKey, key: await keyPem(privateKey), cert: certificate.toString('pem') };
}

/** A server certificate for host names and IPv4 addresses; `isExpired` puts its life in the past. */
export async function issue(ca: Ca, hosts: readonly string[], isExpired = false): Promise<Certificate> {
  const keys = await newKeys();
  const certificate = await x509.X509CertificateGenerator.create({
    subject: `CN=${hosts[0] ?? 'nobody'}`,
    issuer: ca.certificate.subject,
    publicKey: keys.publicKey,
    signingKey: ca.privateKey,
    signingAlgorithm: algorithm,
    ...(isExpired ? validFor(-20, -10) : validFor(-1, 30)),
    extensions: [
      namesOf(hosts),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      await x509.AuthorityKeyIdentifierExtension.create(ca.certificate),
    ],
  });
  return { key: await keyPem(keys.privateKey), cert: certificate.toString('pem') };
}

/** A certificate that vouches for itself. */
export async function selfSign(host: string): Promise<Certificate> {
  const keys = await newKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=${host}`,
    keys,
    signingAlgorithm: algorithm,
    ...validFor(-1, 30),
    extensions: [namesOf([host])],
  });
  return { key: await keyPem(keys.privateKey), cert: certificate.toString('pem') };
}

/** Writes the authority's certificate where NODE_EXTRA_CA_CERTS can point; returns the path. */
export async function writeCa(ca: Ca, dir: string): Promise<string> {
  await mkdir(dir, { recursive: true });
  const file = join(dir, 'ca.pem');
  await writeFile(file, ca.cert);
  return file;
}
