import { and, eq } from 'drizzle-orm';
import { transact } from '#db/client.ts';
import { consumers } from '#db/schema/consumers.ts';
import { changeKey, makeConsumerToken, makeKey } from '#lib/api-keys/testing.ts';
import { revokeKey } from '#lib/api-keys/commands.ts';
import type { Scope } from '#lib/access.ts';
import { dayMs, hourMs, minuteMs } from '#lib/clock.ts';
import { createConsumer } from '#lib/consumers/commands.ts';
import { newConsumer, type ConsumerMetadata } from '#lib/consumers/schema.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { plant, tamper, type Planted } from './seed.ts';

interface SampleConsumer {
  readonly externalId: string;
  readonly metadata: ConsumerMetadata;
  readonly daysAgo: number;
  readonly credentials: readonly (Partial<Planted> & { readonly name: string })[];
}

const slack = { component: 'slack', authType: 'bearer', audience: ['https://slack.com:443'] } as const;

/** The one whose page is shown. */
export const shownConsumer = 'customer-1042';

/** End users of Northwind's own shop, on whose behalf something is kept. */
const sampleConsumers: readonly SampleConsumer[] = [
  {
    externalId: 'customer-0077',
    metadata: { account_name: 'Alpine Ski House', email: 'it@alpineski.example' },
    daysAgo: 120,
    credentials: [{ name: 'Alpine Ski House repositories' }],
  },
  {
    externalId: shownConsumer,
    metadata: { account_name: 'Fourth Coffee', user_name: 'Ida Berg', email: 'ida@fourthcoffee.example' },
    daysAgo: 64,
    credentials: [
      { ...slack, name: 'Fourth Coffee alerts', secret: { token: 'xoxb-sample' }, state: 'reconnect' },
      { name: 'Fourth Coffee builds' },
      { name: 'Fourth Coffee website', state: 'unverified', environment: 'staging' },
    ],
  },
  { externalId: 'customer-1180', metadata: { account_name: 'Adventure Works' }, daysAgo: 21, credentials: [] },
  { externalId: '8f14e45f-ceea-467f-a34b-9d3c2f1b7a90', metadata: {}, daysAgo: 3, credentials: [] },
];

/** Keys of programs in every state, and consumers with what is theirs. */
export async function insertSampleConsumers(ctx: WorkspaceCtx, now: number): Promise<void> {
  await insertKeys(ctx, now);
  for (const sample of sampleConsumers) {
    const id = await insertConsumer(ctx, now, sample);
    if (sample.externalId === shownConsumer) await insertTokens(ctx, now, id);
  }
}

async function insertConsumer(ctx: WorkspaceCtx, now: number, sample: SampleConsumer): Promise<string> {
  const { externalId, metadata, daysAgo, credentials } = sample;
  const { id } = await createConsumer(ctx, newConsumer.parse({ externalId, metadata }));
  const at = now - daysAgo * dayMs;
  await transact(async (tx) => {
    await tx
      .update(consumers)
      .set({ createdAt: at, updatedAt: at })
      .where(and(eq(consumers.tenantId, ctx.tenantId), eq(consumers.id, id)));
  });
  for (const { name, ...change } of credentials) await tamper(ctx, await plant(ctx, name, change), { consumerId: id });
  return id;
}

async function insertTokens(ctx: WorkspaceCtx, now: number, consumerId: string): Promise<void> {
  const user = await makeConsumerToken(ctx, consumerId, ['metadata', 'import']);
  const times = { createdAt: now - 5 * hourMs, expiresAt: now + 43 * hourMs };
  await changeKey(ctx, user.id, { ...times, lastUsedAt: now - 12 * minuteMs, lastUsedFrom: '10.0.0.7' });
  const session = await makeConsumerToken(ctx, consumerId, ['metadata', 'import', 'manage']);
  const hour = { createdAt: now - 15 * minuteMs, expiresAt: now + 45 * minuteMs };
  await changeKey(ctx, session.id, { ...hour, kind: 'session', name: `Session of ${shownConsumer}` });
}

async function insertKeys(ctx: WorkspaceCtx, now: number): Promise<void> {
  const add = async (name: string, scopes: Scope[], change: Parameters<typeof changeKey>[2]) => {
    const { id } = await makeKey(ctx, { name, scopes });
    await changeKey(ctx, id, change);
    return id;
  };
  const past = (daysAgo: number) => ({ createdAt: now - daysAgo * dayMs });
  await add('Portal before the move', ['metadata'], { ...past(200), expiresAt: now - 12 * dayMs });
  const bridge = await add('Order bridge', ['metadata', 'import'], { ...past(90), createdByLabel: 'Jonas Lind' });
  await revokeKey(ctx, bridge);
  await changeKey(ctx, bridge, { revokedAt: now - 6 * dayMs, lastUsedAt: now - 6 * dayMs, lastUsedFrom: '10.0.0.9' });
  await add('Nightly import', ['import'], {
    ...past(82),
    expiresAt: now + 8.4 * dayMs,
    lastUsedAt: now - 9 * hourMs,
    lastUsedFrom: '10.0.0.9',
    createdByLabel: 'Jonas Lind',
  });
  await add('Billing sync', ['metadata', 'secrets'], {
    ...past(40),
    expiresAt: now + 50 * dayMs,
    lastUsedAt: now - 2 * minuteMs,
    lastUsedFrom: '10.0.0.5',
  });
}
