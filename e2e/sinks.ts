import { createServer, type AddressInfo, type Server } from 'node:net';

export interface Sinks {
  readonly port: number;
  /** How often anything connected. */
  readonly connections: () => number;
  readonly close: () => Promise<void>;
}

/** One port of this machine, on IPv4 and IPv6, that answers like a web server and counts who comes. */
export async function startSinks(): Promise<Sinks> {
  let connections = 0;
  const listen = (host: string, port: number): Promise<Server> =>
    new Promise((resolve, reject) => {
      const server = createServer((socket) => {
        connections += 1;
        socket.once('error', () => socket.destroy());
        socket.end('HTTP/1.1 200 OK\r\ncontent-length: 11\r\n\r\n{"ok":true}');
      });
      server.once('error', reject).listen(port, host, () => resolve(server));
    });
  const first = await listen('127.0.0.1', 0);
  const { port } = first.address() as AddressInfo;
  const servers = [first, await listen('::1', port)];
  return {
    port,
    connections: () => connections,
    close: async () => {
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}
