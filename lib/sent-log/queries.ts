import { and, asc, desc, eq, gt, gte, inArray, isNull, lt, lte, ne, or, type SQL } from 'drizzle-orm';
import { read } from '#db/client.ts';
import { inList } from '#db/in-list.ts';
import { consumers } from '#db/schema/consumers.ts';
import { credentials } from '#db/schema/credentials.ts';
import { deliveries, deliveryAttempts, events, webhookEndpoints } from '#db/schema/webhooks.ts';
import { authorise, type WorkspaceCtx } from '#lib/ctx.ts';
import { itsEndpoint, itsEvent, messageColumns } from '#lib/deliveries/queries.ts';
import { attemptColumns } from '#lib/delivery-log/queries.ts';
import { itsConsumer } from '#lib/holders/queries.ts';
import { apideckBody, entityOf, type Message } from '#lib/messages/model.ts';
import { pageOf } from '#lib/pages.ts';
import type { SentFilter, SentPage } from './schema.ts';

/** What was tried in Apideck's form, at any endpoint of the workspace, newest first. */
export async function listSent(ctx: WorkspaceCtx, filter: SentFilter): Promise<SentPage> {
  authorise(ctx, 'webhook.read');
  const rows = await selectSent(and(ofForm(ctx), ...whereSent(filter)), filter.limit + 1);
  const { rows: shown, next } = pageOf(rows, filter.limit, (last) => last.id);
  const tries = await triesOf(
    ctx,
    shown.map((row) => row.id),
  );
  return {
    rows: shown.map(({ message, ...row }) => ({
      id: row.id,
      type: message.type,
      url: row.url,
      state: row.state,
      status: row.status,
      about: aboutOf(message),
      body: apideckBody(message, row.attempts),
      tries: (tries.get(row.id) ?? []).map((one) => one.attempt),
    })),
    next,
  };
}

const selectSent = (where: SQL | undefined, limit: number) =>
  read()
    .select({
      id: deliveries.id,
      url: webhookEndpoints.url,
      state: deliveries.state,
      status: deliveries.lastStatus,
      attempts: deliveries.attempts,
      message: messageColumns,
    })
    .from(deliveries)
    .innerJoin(events, itsEvent)
    .innerJoin(webhookEndpoints, itsEndpoint)
    .leftJoin(credentials, itsCredential)
    .leftJoin(consumers, itsConsumer)
    .where(where)
    .orderBy(desc(deliveries.id))
    .limit(limit);

/** Gone once it is purged: what was told of it is found by type and time then, and no longer by consumer or app. */
const itsCredential = and(
  eq(credentials.tenantId, events.tenantId),
  eq(credentials.workspaceId, events.workspaceId),
  eq(credentials.id, events.credentialId),
);

const ofForm = (ctx: WorkspaceCtx) =>
  and(
    eq(deliveries.tenantId, ctx.tenantId),
    eq(deliveries.workspaceId, ctx.workspaceId),
    eq(webhookEndpoints.form, 'apideck'),
    gt(deliveries.attempts, 0),
  );

const whereSent = (filter: SentFilter): (SQL | undefined)[] => [
  filter.consumer === undefined ? undefined : ofConsumer(filter.consumer),
  filter.component === undefined ? undefined : eq(credentials.component, filter.component),
  filter.type === undefined ? undefined : eq(deliveries.type, filter.type),
  filter.from === undefined ? undefined : gte(deliveries.createdAt, filter.from),
  filter.to === undefined ? undefined : lte(deliveries.createdAt, filter.to),
  filter.isDelivered === undefined ? undefined : (filter.isDelivered ? eq : ne)(deliveries.state, 'delivered'),
  filter.statuses === undefined ? undefined : inArray(deliveries.lastStatus, [...filter.statuses]),
  filter.attempts === undefined ? undefined : eq(deliveries.attempts, filter.attempts),
  filter.after === null ? undefined : lt(deliveries.id, filter.after),
];

const ofConsumer = (consumer: string) =>
  or(eq(consumers.externalId, consumer), and(isNull(credentials.consumerId), eq(credentials.identifier, consumer)));

async function triesOf(ctx: WorkspaceCtx, ids: readonly string[]) {
  const rows = await read()
    .select({ deliveryId: deliveryAttempts.deliveryId, attempt: attemptColumns })
    .from(deliveryAttempts)
    .where(
      and(
        eq(deliveryAttempts.tenantId, ctx.tenantId),
        eq(deliveryAttempts.workspaceId, ctx.workspaceId),
        inList(deliveryAttempts.deliveryId, ids),
      ),
    )
    .orderBy(asc(deliveryAttempts.number));
  return Map.groupBy(rows, (row) => row.deliveryId);
}

function aboutOf({ workspaceId, payload }: Message) {
  if (payload === null) return null;
  const { consumer_id, unified_api, service_id, name } = entityOf(workspaceId, payload);
  return { consumer: consumer_id, unifiedApi: unified_api, serviceId: service_id, name };
}
