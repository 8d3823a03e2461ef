import { and, desc, eq, lt } from 'drizzle-orm';
import { read } from '#db/client.ts';
import { deliveries, deliveryAttempts, events } from '#db/schema/webhooks.ts';
import { systemClock } from '#lib/clock.ts';
import { authorise, type WorkspaceCtx } from '#lib/ctx.ts';
import { itsEvent } from '#lib/deliveries/queries.ts';
import { pageOf } from '#lib/pages.ts';
import { requireEndpoint } from '#lib/webhooks/queries.ts';
import {
  deliveryPageSize,
  type AttemptRow,
  type DeliveriesInput,
  type DeliveryCounts,
  type DeliveryPage,
  type DeliveryState,
} from './schema.ts';

export const ofEndpoint = (ctx: WorkspaceCtx, endpointId: string) =>
  and(
    eq(deliveries.tenantId, ctx.tenantId),
    eq(deliveries.workspaceId, ctx.workspaceId),
    eq(deliveries.endpointId, endpointId),
  );

/** What was sent to an endpoint, or waits for it, newest first. */
export async function listDeliveries(ctx: WorkspaceCtx, input: DeliveriesInput): Promise<DeliveryPage> {
  authorise(ctx, 'webhook.read');
  await requireEndpoint(ctx, input.endpointId);
  const rows = await read()
    .select({
      id: deliveries.id,
      eventId: deliveries.eventId,
      type: deliveries.type,
      payload: events.payload,
      state: deliveries.state,
      attempts: deliveries.attempts,
      nextAttemptAt: deliveries.nextAttemptAt,
      leasedUntil: deliveries.leasedUntil,
      lastStatus: deliveries.lastStatus,
      lastCode: deliveries.lastCode,
      createdAt: deliveries.createdAt,
    })
    .from(deliveries)
    .innerJoin(events, itsEvent)
    .where(
      and(
        ofEndpoint(ctx, input.endpointId),
        input.state ? eq(deliveries.state, input.state) : undefined,
        input.type ? eq(deliveries.type, input.type) : undefined,
        input.after ? lt(deliveries.id, input.after) : undefined,
      ),
    )
    .orderBy(desc(deliveries.id))
    .limit(deliveryPageSize + 1);
  const now = systemClock();
  const { rows: page, next } = pageOf(rows, deliveryPageSize, (last) => last.id);
  return {
    rows: page.map(({ payload, leasedUntil, ...row }) => ({
      ...row,
      credentialName: payload.credential.name,
      isSending: leasedUntil !== null && leasedUntil > now,
    })),
    next,
  };
}

export const attemptColumns = {
  number: deliveryAttempts.number,
  at: deliveryAttempts.at,
  status: deliveryAttempts.status,
  code: deliveryAttempts.code,
  message: deliveryAttempts.message,
  durationMs: deliveryAttempts.durationMs,
};

/** The log of one delivery, newest try first. */
export async function listAttempts(ctx: WorkspaceCtx, deliveryId: string): Promise<readonly AttemptRow[]> {
  authorise(ctx, 'webhook.read');
  return read()
    .select(attemptColumns)
    .from(deliveryAttempts)
    .where(
      and(
        eq(deliveryAttempts.tenantId, ctx.tenantId),
        eq(deliveryAttempts.workspaceId, ctx.workspaceId),
        eq(deliveryAttempts.deliveryId, deliveryId),
      ),
    )
    .orderBy(desc(deliveryAttempts.number))
    .limit(100);
}

/** What waits for an endpoint and what was given up. */
export async function countDeliveries(ctx: WorkspaceCtx, endpointId: string): Promise<DeliveryCounts> {
  authorise(ctx, 'webhook.read');
  const countOf = (state: DeliveryState) =>
    read().$count(deliveries, and(ofEndpoint(ctx, endpointId), eq(deliveries.state, state)));
  const [due, dead] = await Promise.all([countOf('due'), countOf('dead')]);
  return { due, dead };
}

/** The same for several endpoints, by their ids. */
export async function countAllDeliveries(
  ctx: WorkspaceCtx,
  endpointIds: readonly string[],
): Promise<ReadonlyMap<string, DeliveryCounts>> {
  const counted = await Promise.all(endpointIds.map(async (id) => [id, await countDeliveries(ctx, id)] as const));
  return new Map(counted);
}
