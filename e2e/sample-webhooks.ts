import { transact } from '#db/client.ts';
import { deliveries, deliveryAttempts, events, webhookEndpoints } from '#db/schema/webhooks.ts';
import { dayMs, hourMs, minuteMs } from '#lib/clock.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import type { EventType } from '#lib/events/schema.ts';
import { newId } from '#lib/ids.ts';
import { keyring } from '#lib/keys/queries.ts';
import { seal } from '#lib/vault/seal.ts';
import { newSecret, secretBinding } from '#lib/webhooks/model.ts';

interface SampleDelivery {
  readonly type: EventType;
  readonly name: string;
  readonly identifier: string;
  readonly component: string;
  readonly minutesAgo: number;
  readonly state: 'due' | 'delivered' | 'dead';
  readonly tries: number;
}

const orders = { name: 'Harbour orders', identifier: 'harbour-orders', component: 'oauth2' };
const ledger = { name: 'Ledger', identifier: 'pg-ledger', component: 'postgres' };
const sheets = { name: 'Team sheets', identifier: 'google-sheets', component: 'google' };

const types: readonly EventType[] = [
  'vault.connection.token_refresh.failed',
  'vault.connection.token_refresh.pending',
  'credential.verification.failed',
  'vault.connection.revoked',
];

const arrived: readonly SampleDelivery[] = [
  { ...sheets, type: 'vault.connection.token_refresh.failed', minutesAgo: 300, state: 'delivered', tries: 1 },
  { ...ledger, type: 'credential.verification.failed', minutesAgo: 900, state: 'delivered', tries: 2 },
];

const missed: readonly SampleDelivery[] = [
  { ...orders, type: 'vault.connection.token_refresh.pending', minutesAgo: 12, state: 'due', tries: 3 },
  { ...sheets, type: 'vault.connection.token_refresh.failed', minutesAgo: 300, state: 'due', tries: 5 },
  { ...ledger, type: 'credential.verification.failed', minutesAgo: 5_200, state: 'dead', tries: 10 },
  { ...sheets, type: 'vault.connection.revoked', minutesAgo: 6_000, state: 'delivered', tries: 1 },
];

/** Who listens to Northwind: one that does, one that cannot be reached, one that is gone. */
export async function insertSampleWebhooks(ctx: WorkspaceCtx, now: number): Promise<void> {
  await insertEndpoint(ctx, now, { description: 'Order desk', host: 'orders.northwind.example', sent: arrived });
  await insertEndpoint(ctx, now, {
    description: 'On-call',
    host: 'alarms.northwind.example',
    sent: missed,
    change: { failingSince: now - 5 * hourMs },
  });
  await insertEndpoint(ctx, now, {
    description: 'Former portal',
    host: 'portal.northwind.example',
    sent: [],
    change: { form: 'apideck', disabledAt: now - 9 * dayMs, disabledBecause: 'gone' },
  });
}

interface SampleEndpoint {
  readonly description: string;
  readonly host: string;
  readonly sent: readonly SampleDelivery[];
  readonly change?: Partial<typeof webhookEndpoints.$inferInsert>;
}

async function insertEndpoint(ctx: WorkspaceCtx, now: number, { description, host, sent, change }: SampleEndpoint) {
  const place = { tenantId: ctx.tenantId, workspaceId: ctx.workspaceId };
  const id = newId('whk');
  const secret = await seal(await keyring(), secretBinding({ ...place, id }, 1), Buffer.from(newSecret()));
  const times = { createdAt: now - 60 * dayMs, createdBy: 'Jonas Lind', updatedAt: now - 60 * dayMs };
  await transact(async (tx) => {
    const words = { url: `https://${host}/keyhaven`, description, types: [...types], form: 'standard' as const };
    await tx
      .insert(webhookEndpoints)
      .values({ ...place, id, ...words, secret, secretVersion: 1, ...times, revision: 1, ...change });
    for (const one of sent.toReversed()) {
      const event = eventOf(ctx, now, one);
      await tx.insert(events).values(event);
      const delivery = deliveryOf(now, one, { ...place, endpointId: id, eventId: event.id });
      await tx.insert(deliveries).values(delivery);
      await tx.insert(deliveryAttempts).values(attemptsOf(now, one, { ...place, deliveryId: delivery.id }));
    }
  });
}

function eventOf({ tenantId, workspaceId }: WorkspaceCtx, now: number, sample: SampleDelivery) {
  const at = now - sample.minutesAgo * minuteMs;
  const { name, identifier, component, type } = sample;
  const credential = {
    id: `crd_${identifier}`,
    identifier,
    name,
    component,
    authType: 'oauth2' as const,
    environment: 'production',
    state: 'passed' as const,
    createdAt: at - 90 * dayMs,
    updatedAt: at,
  };
  const id = newId('evt', at);
  return { tenantId, workspaceId, id, type, credentialId: credential.id, payload: { credential, facts: {} }, at };
}

function deliveryOf(
  now: number,
  { type, minutesAgo, state, tries }: SampleDelivery,
  of: { tenantId: string; workspaceId: string; endpointId: string; eventId: string },
) {
  const createdAt = now - minutesAgo * minuteMs;
  const isIn = state === 'delivered';
  return {
    ...of,
    id: newId('dlv', createdAt),
    type,
    state,
    attempts: tries,
    replayedAfter: 0,
    nextAttemptAt: state === 'due' ? now + tries * hourMs : null,
    generation: tries,
    lastStatus: isIn ? 204 : 503,
    lastCode: isIn ? 'delivered' : 'HTTP 503',
    createdAt,
    deliveredAt: isIn ? createdAt + 400 : null,
  };
}

function attemptsOf(
  now: number,
  { minutesAgo, state, tries }: SampleDelivery,
  of: { tenantId: string; workspaceId: string; deliveryId: string },
) {
  return Array.from({ length: tries }, (_, n) => {
    const isIn = state === 'delivered' && n === tries - 1;
    const at = now - minutesAgo * minuteMs * (1 - n / 11);
    const met = isIn ? { status: 204, code: 'delivered' } : { status: 503, code: 'HTTP 503' };
    return { ...of, number: n + 1, at: Math.round(at), ...met, message: null, durationMs: 180 + n * 7 };
  });
}
