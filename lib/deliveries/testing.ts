import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { and, eq, isNotNull } from 'drizzle-orm';
import { beforeEach } from 'vitest';
import { read, transact } from '#db/client.ts';
import { duringTests } from '#db/during/testing.ts';
import { deliveries, events, webhookEndpoints } from '#db/schema/webhooks.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { sendMessage } from '#lib/messages/commands.ts';
import { createEndpoint } from '#lib/webhooks/commands.ts';
import type { NewEndpoint } from '#lib/webhooks/schema.ts';
import { allowOutbound } from '#lib/testing.ts';
import { newTurn, nextRound, type Claimed, type Ended, type Tried } from './commands.ts';

export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Somebody who listens, reached through an ordinary line of the operator's allow-list. */
export interface Receiver {
  readonly url: string;
  readonly received: Received[];
  /** What it answers; 204 at first. */
  answer: (response: ServerResponse, received: Received) => void;
  /** As at first. */
  readonly reset: () => void;
  readonly close: () => Promise<void>;
}

const noContent: Receiver['answer'] = (response) => response.writeHead(204).end();

export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const one = { headers: request.headers, body: Buffer.concat(chunks).toString('utf8') };
      received.push(one);
      receiver.answer(response, one);
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const place = server.address();
  if (place === null || typeof place === 'string') throw new Error('no port');
  const line = `127.0.0.1:${place.port}`;
  allowOutbound(line);
  const receiver: Receiver = {
    url: `http://${line}/hook`,
    received,
    answer: noContent,
    reset: () => {
      receiver.answer = noContent;
      received.length = 0;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return receiver;
}

/** The receiver and the database of a test file, begun with it and ended with it. */
export function testReceiver(): () => Receiver {
  const receiver = duringTests(startReceiver, (one) => one.close());
  beforeEach(() => receiver().reset());
  return receiver;
}

export const endpointAt = (ctx: WorkspaceCtx, url: string, change: Partial<NewEndpoint> = {}) =>
  createEndpoint(ctx, { url, description: '', types: ['*'], form: 'standard', ...change });

export const endpointRow = async (ctx: WorkspaceCtx, id: string) => {
  const [row] = await read()
    .select()
    .from(webhookEndpoints)
    .where(and(eq(webhookEndpoints.tenantId, ctx.tenantId), eq(webhookEndpoints.id, id)));
  if (!row) throw new Error('no endpoint');
  return row;
};

export const eventRows = (ctx: WorkspaceCtx) =>
  read().select().from(events).where(eq(events.tenantId, ctx.tenantId)).orderBy(events.id);

export const deliveryRows = (ctx: WorkspaceCtx) =>
  read().select().from(deliveries).where(eq(deliveries.tenantId, ctx.tenantId)).orderBy(deliveries.id);

/** Whatever waits is due now, as if the time had passed. What is being sent stays with whoever sends it. */
export const passTime = (ctx: WorkspaceCtx) =>
  transact(async (tx, now) => {
    await tx
      .update(deliveries)
      .set({ nextAttemptAt: now })
      .where(
        and(eq(deliveries.tenantId, ctx.tenantId), isNotNull(deliveries.nextAttemptAt), eq(deliveries.state, 'due')),
      );
  });

export const claim = async (places = 32, held: readonly string[] = [], turn = newTurn()): Promise<Claimed[]> =>
  (await nextRound(turn, { tried: [], room: { places, held } }, () => 0.5)).claimed;

/** Writes down, and takes nothing new. */
export const settle = async (...tried: Tried[]): Promise<readonly Ended[]> =>
  (await nextRound(newTurn(), { tried, room: { places: 0, held: [] } }, () => 0.5)).ended;

/** What the job does in one round: claims, sends, writes down. */
export const deliverOnce = async (places = 32) => settle(...(await Promise.all((await claim(places)).map(tryOnce))));

export async function tryOnce(one: Claimed): Promise<Tried> {
  const { message, endpoint } = one.parcel;
  return { claim: one, outcome: await sendMessage({ message, endpoint, attempt: one.attempts + 1 }, Date.now()) };
}
