import { and, asc, eq, exists, gt, isNull, lte, or, sql, type SQL } from 'drizzle-orm';
import { read } from '#db/client.ts';
import { inList } from '#db/in-list.ts';
import { databaseNow } from '#db/now.ts';
import { deliveries, events, webhookEndpoints } from '#db/schema/webhooks.ts';

/** The event of a delivery. */
export const itsEvent = and(
  eq(events.tenantId, deliveries.tenantId),
  eq(events.workspaceId, deliveries.workspaceId),
  eq(events.id, deliveries.eventId),
);

/** The endpoint of a delivery. */
export const itsEndpoint = and(
  eq(webhookEndpoints.tenantId, deliveries.tenantId),
  eq(webhookEndpoints.workspaceId, deliveries.workspaceId),
  eq(webhookEndpoints.id, deliveries.endpointId),
);

export interface DueEndpoint {
  readonly tenantId: string;
  readonly workspaceId: string;
  readonly id: string;
}

/** So many endpoints are looked at in one turn; the next one goes on from there. */
const lookedAtMax = 64;

/** By the database's clock, asked once a statement: an index can be read by it. */
const dueNow = lte(deliveries.nextAttemptAt, sql`(select ${databaseNow})`);

/** Endpoints something is due for, each once, from the first after this one round to it. */
export async function listDueEndpoints(after: string): Promise<readonly DueEndpoint[]> {
  if (!(await isAnythingDue())) return [];
  const first = await dueEndpoints(gt(webhookEndpoints.id, after), lookedAtMax);
  if (first.length === lookedAtMax) return first;
  return [...first, ...(await dueEndpoints(lte(webhookEndpoints.id, after), lookedAtMax - first.length))];
}

async function isAnythingDue(): Promise<boolean> {
  const [row] = await read()
    .select({ nextAttemptAt: deliveries.nextAttemptAt })
    .from(deliveries)
    .where(dueNow)
    .orderBy(asc(deliveries.nextAttemptAt))
    .limit(1);
  return row !== undefined;
}

/** One entry of an index for each endpoint, however much waits for it. */
const dueEndpoints = (stretch: SQL, limit: number) =>
  read()
    .select({ tenantId: webhookEndpoints.tenantId, workspaceId: webhookEndpoints.workspaceId, id: webhookEndpoints.id })
    .from(webhookEndpoints)
    .where(and(stretch, isCallable(sql`(select ${databaseNow})`), exists(dueOfEndpoint())))
    .orderBy(asc(webhookEndpoints.id))
    .limit(limit);

export const isCallable = (now: number | SQL) =>
  and(
    isNull(webhookEndpoints.disabledAt),
    or(isNull(webhookEndpoints.pausedUntil), lte(webhookEndpoints.pausedUntil, now)),
  );

const dueOfEndpoint = () =>
  read()
    .select({ one: sql`1` })
    .from(deliveries)
    .where(and(itsEndpoint, dueNow));

/** A message, as `messages` writes one. */
export const messageColumns = {
  id: events.id,
  type: events.type,
  at: events.at,
  tenantId: events.tenantId,
  workspaceId: events.workspaceId,
  payload: events.payload,
};

/** What is needed to send deliveries of one endpoint. */
export const readParcels = ({ tenantId, workspaceId, id }: DueEndpoint, ids: readonly string[]) =>
  read()
    .select({
      id: deliveries.id,
      message: messageColumns,
      endpoint: {
        tenantId: webhookEndpoints.tenantId,
        workspaceId: webhookEndpoints.workspaceId,
        id: webhookEndpoints.id,
        url: webhookEndpoints.url,
        form: webhookEndpoints.form,
        secret: webhookEndpoints.secret,
        secretVersion: webhookEndpoints.secretVersion,
        formerSecret: webhookEndpoints.formerSecret,
        formerUntil: webhookEndpoints.formerUntil,
      },
    })
    .from(deliveries)
    .innerJoin(events, itsEvent)
    .innerJoin(webhookEndpoints, itsEndpoint)
    .where(
      and(
        eq(deliveries.tenantId, tenantId),
        eq(deliveries.workspaceId, workspaceId),
        eq(deliveries.endpointId, id),
        inList(deliveries.id, ids),
      ),
    );

export type Parcel = Awaited<ReturnType<typeof readParcels>>[number];
