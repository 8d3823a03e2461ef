import { afterEach, describe, expect, it, vi } from 'vitest';
import { testDatabase } from '#db/testing.ts';
import { createCredential } from '#lib/credentials/commands.ts';
import { restInput, startTestApp } from '#lib/credentials/testing.ts';
import { deliveryRows, endpointAt, endpointRow, startReceiver } from '#lib/deliveries/testing.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { killSenders } from '../../scripts/assurance/r8-kills.ts';
import { runWebhooks } from './webhooks.ts';

const opened: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close();
});

/** Two events wait for a receiver, and the job is under way. */
async function sending() {
  await testDatabase();
  const [app, receiver] = [await startTestApp(), await startReceiver()];
  const ctx = await testWorkspace();
  const { id } = await endpointAt(ctx, receiver.url);
  await createCredential(ctx, restInput(app));
  const stop = new AbortController();
  const start = () => {
    const running = runWebhooks(stop.signal);
    opened.push(async () => {
      stop.abort();
      await running;
    });
    return running;
  };
  opened.push(app.close, receiver.close);
  return { ctx, id, receiver, stop, start };
}

describe('the job of webhooks', () => {
  it('sends what is due, and what comes while it runs', async () => {
    const { ctx, receiver, start } = await sending();
    void start();
    await vi.waitFor(async () =>
      expect((await deliveryRows(ctx)).map(({ state }) => state)).toEqual(['delivered', 'delivered']),
    );
    const bodies = receiver.received.map(({ body }) => body).join('\n');
    for (const type of ['vault.connection.callable', 'vault.connection.created']) expect(bodies).toContain(`"${type}"`);
    expect(receiver.received).toHaveLength(2);
  });

  it('switches off who is gone', async () => {
    const { ctx, id, receiver, start } = await sending();
    receiver.answer = (response) => response.writeHead(410).end();
    void start();
    await vi.waitFor(async () => expect((await endpointRow(ctx, id)).disabledBecause).toBe('gone'));
  });

  it('ends when what is under way has come back, with what it met written down', async () => {
    const { ctx, receiver, stop, start } = await sending();
    const held: (() => void)[] = [];
    receiver.answer = (response) => held.push(() => response.writeHead(204).end());
    const running = start();
    await vi.waitFor(() => expect(held).toHaveLength(2));
    stop.abort();
    for (const release of held) release();
    await running;
    expect((await deliveryRows(ctx)).map(({ state }) => state)).toEqual(['delivered', 'delivered']);
  });
});

/** `npm run assurance -- R8` does it with ten times as many. */
it('loses no event and changes no id, however often the sender is killed and its receiver fails', async () => {
  await testDatabase();
  const result = await killSenders({ events: 1_000, kills: 8, spanMs: 250, seed: Date.now() % 1_000_000 });
  expect(result).toMatchObject({ events: 1_000, lost: 0 });
  expect(result.kills).toBeGreaterThanOrEqual(4);
  expect(result.duplicates).toBeGreaterThan(0);
}, 120_000);
