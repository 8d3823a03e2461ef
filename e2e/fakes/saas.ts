import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSecureContext, type SecureContext } from 'node:tls';
import { createCa, issue, selfSign, writeCa, type Ca } from './ca.ts';
import { preloadOptions } from './preload.ts';
import { readRequest, sendJson, type SeenRequest } from './request.ts';
import { rest } from './rest.ts';
import { vendorHosts, vendorOf } from './vendors.ts';

export { goodTokens, specialTokens } from './good-tokens.ts';

const address = '127.77.0.1';
const goodHosts = [...vendorHosts, 'api.example-saas.com', 'other.example-saas.com', address];

/** Hosts whose TLS is wrong in one way each, by the reason a caller should be told. */
export const wrongTlsHosts = {
  expired: 'expired.example-saas.com',
  self_signed: 'self-signed.example-saas.com',
  untrusted: 'untrusted.example-saas.com',
  hostname: 'hostname.example-saas.com',
  handshake: 'handshake.example-saas.com',
} as const;

export interface Saas {
  readonly port: number;
  /** For NODE_EXTRA_CA_CERTS. */
  readonly caFile: string;
  /** Name to loopback address. */
  readonly hosts: Readonly<Record<string, string>>;
  /** What a program under test is started with; add to its own environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly requests: SeenRequest[];
  close(): Promise<void>;
}

const contextsOf = async (ca: Ca): Promise<Record<string, SecureContext>> => ({
  [wrongTlsHosts.expired]: createSecureContext(await issue(ca, [wrongTlsHosts.expired], true)),
  [wrongTlsHosts.self_signed]: createSecureContext(await selfSign(wrongTlsHosts.self_signed)),
  [wrongTlsHosts.untrusted]: createSecureContext(
    await issue(await createCa('Unknown authority'), [wrongTlsHosts.untrusted]),
  ),
  [wrongTlsHosts.hostname]: createSecureContext(await issue(ca, ['somewhere-else.example-saas.com'])),
});

function answer(request: SeenRequest, response: ServerResponse): void {
  const vendor = vendorOf(request) ?? rest;
  if (!vendor(request, response)) sendJson(response, 404, { message: 'Not Found' });
}

async function createFake(ca: Ca, requests: SeenRequest[]): Promise<Server> {
  const contexts = await contextsOf(ca);
  const server = createServer(
    {
      ...(await issue(ca, goodHosts)),
      SNICallback: (name, done) => {
        if (name === wrongTlsHosts.handshake) done(new Error('no certificate for this name'));
        else done(null, contexts[name]);
      },
    },
    (message, response) => {
      readRequest(message).then(
        (request) => {
          requests.push(request);
          answer(request, response);
        },
        () => response.destroy(),
      );
    },
  );
  // Clients that refuse a certificate or stop in the middle are what this server is for.
  server.on('tlsClientError', (_error, socket) => socket.destroy());
  server.on('clientError', (_error, socket) => socket.destroy());
  return server;
}

/**
 * Starts one TLS server that plays every vendor of the catalogue and a REST service, told apart by the Host header.
 * A program under test reaches it with `env` and the allow-list line it holds.
 */
export async function startSaas(options: { readonly port?: number } = {}): Promise<Saas> {
  const dir = await mkdtemp(join(tmpdir(), 'keyhaven-fakes-'));
  const ca = await createCa();
  const caFile = await writeCa(ca, dir);
  const requests: SeenRequest[] = [];
  const server = await createFake(ca, requests);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const names = [...goodHosts, ...Object.values(wrongTlsHosts)].filter((name) => name !== address);
  const hosts = Object.fromEntries(names.map((name) => [name, address]));
  const env = {
    NODE_EXTRA_CA_CERTS: caFile,
    NODE_OPTIONS: preloadOptions(hosts, port),
    OUTBOUND_ALLOW: `${address}:443`,
  };
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await rm(dir, { recursive: true, force: true });
  };
  return { port, caFile, hosts, env, requests, close };
}

if (import.meta.main) {
  const saas = await startSaas({ port: Number(process.argv[2] ?? 0) });
  console.log(JSON.stringify({ port: saas.port, caFile: saas.caFile, hosts: saas.hosts, env: saas.env }));
  process.once('SIGTERM', () => void saas.close());
  process.once('SIGINT', () => void saas.close());
}
