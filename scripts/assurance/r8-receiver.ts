/** Somebody who listens, believes nothing that is not signed, and fails three times in ten, each time in another way. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Webhook } from 'standardwebhooks';
import { Webhook as Svix } from 'svix';

/** Together three in ten. */
const failingShare = 0.2;
const lostShare = 0.1;

const refusals: readonly ((response: ServerResponse) => void)[] = [
  (response) => response.writeHead(500).end(),
  (response) => response.writeHead(503).end('no'),
];

export interface Message {
  readonly body: string;
  /** How often it was taken. */
  taken: number;
}

export interface R8Receiver {
  readonly url: string;
  /** By webhook-id. */
  readonly messages: ReadonlyMap<string, Message>;
  /** What was not to be believed, and ids whose words were not the same each time. */
  readonly wrong: readonly string[];
  /** Those that were taken more often than once. */
  duplicates(): number;
  trust(secret: string): void;
  close(): Promise<void>;
}

export async function startR8Receiver(random: () => number): Promise<R8Receiver> {
  const messages = new Map<string, Message>();
  const wrong: string[] = [];
  let secret = '';
  const answer = (request: IncomingMessage, response: ServerResponse, body: string): void => {
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const id = headers['webhook-id'] ?? '';
    try {
      for (const library of [new Webhook(secret), new Svix(secret)]) library.verify(body, headers);
    } catch (error) {
      wrong.push(`${id}: ${String(error)}`);
    }
    const message = messages.get(id) ?? { body, taken: 0 };
    if (message.body !== body) wrong.push(`${id}: other words`);
    messages.set(id, message);
    const luck = random();
    const refuse = refusals[Math.floor((luck / failingShare) * refusals.length)];
    if (refuse) return refuse(response);
    message.taken += 1;
    // Now and then it has taken it, and its answer is lost.
    if (luck > 1 - lostShare) request.socket.destroy();
    else response.writeHead(204).end();
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    // Of a program that is killed half a message may come.
    request.on('error', () => undefined);
    request.on('end', () => answer(request, response, Buffer.concat(chunks).toString('utf8')));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const place = server.address();
  if (place === null || typeof place === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${place.port}/hook`,
    messages,
    wrong,
    duplicates: () => [...messages.values()].filter(({ taken }) => taken > 1).length,
    trust: (text) => void (secret = text),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
