import { and, eq, isNull, lt, lte } from 'drizzle-orm';
import { transact, type Tx } from '#db/client.ts';
import { inList } from '#db/in-list.ts';
import { connections } from '#db/schema/connections.ts';
import { consumers } from '#db/schema/consumers.ts';
import { credentials } from '#db/schema/credentials.ts';
import { grants } from '#db/schema/oauth.ts';
import { deliveries, events, webhookEndpoints } from '#db/schema/webhooks.ts';
import { dayMs } from '#lib/clock.ts';
import { itsConnection, itsConsumer, itsGrant } from '#lib/holders/queries.ts';
import { newId } from '#lib/ids.ts';
import { isWanted, payloadOf, possibleTypes, typesOf, type TellingRow, type Told } from './model.ts';
import { eventDays, type EventType } from './schema.ts';

interface Place {
  readonly tenantId: string;
  readonly workspaceId: string;
}

interface Listener {
  readonly id: string;
  readonly types: readonly string[];
}

/**
 * Puts what these audit rows tell into the outbox, in the transaction that wrote them. Where nobody in the workspace
 * listens it is one read of a few rows; for actions that are no event it is none.
 */
export async function emit(tx: Tx, now: number, place: Place, told: readonly Told[]): Promise<void> {
  const telling = told.filter((one) => possibleTypes(one).length > 0);
  if (telling.length === 0) return;
  const listeners = await listenersOf(tx, place);
  const isHeard = (type: EventType): boolean => listeners.some(({ types }) => isWanted(type, types));
  const heard = telling.filter((one) => possibleTypes(one).some(isHeard));
  if (heard.length === 0) return;
  const rows = await rowsOf(tx, place, heard);
  const made = heard.flatMap((one) => {
    const row = rows.get(one.targetId);
    return row ? eventsOf(now, place, one, row).filter(({ type }) => isHeard(type)) : [];
  });
  await tx.insertMany(events, made);
  await tx.insertMany(
    deliveries,
    made.flatMap((event) =>
      listeners.filter(({ types }) => isWanted(event.type, types)).map(({ id }) => deliveryOf(now, event, id)),
    ),
  );
}

const listenersOf = (tx: Tx, { tenantId, workspaceId }: Place): Promise<Listener[]> =>
  tx
    .select({ id: webhookEndpoints.id, types: webhookEndpoints.types })
    .from(webhookEndpoints)
    .where(
      and(
        eq(webhookEndpoints.tenantId, tenantId),
        eq(webhookEndpoints.workspaceId, workspaceId),
        isNull(webhookEndpoints.disabledAt),
      ),
    );

/** As the transaction has left them: an event says how things stand after what it tells. */
async function rowsOf(tx: Tx, { tenantId, workspaceId }: Place, told: readonly Told[]) {
  const ids = [...new Set(told.map(({ targetId }) => targetId))];
  const rows: TellingRow[] = await tx
    .select({
      id: credentials.id,
      identifier: credentials.identifier,
      name: credentials.name,
      component: credentials.component,
      authType: credentials.authType,
      environment: credentials.environment,
      settings: credentials.settings,
      state: credentials.state,
      stateCode: credentials.stateCode,
      expiresAt: credentials.expiresAt,
      createdAt: credentials.createdAt,
      updatedAt: credentials.updatedAt,
      externalId: consumers.externalId,
      connectionKey: credentials.connectionKey,
      isEnabled: connections.enabled,
      grant: {
        state: grants.state,
        appId: grants.appId,
        isRefreshable: grants.isRefreshable,
        accessExpiresAt: grants.accessExpiresAt,
        failureClass: grants.failureClass,
      },
    })
    .from(credentials)
    .leftJoin(consumers, itsConsumer)
    .leftJoin(connections, itsConnection)
    .leftJoin(grants, itsGrant)
    .where(
      and(
        eq(credentials.tenantId, tenantId),
        eq(credentials.workspaceId, workspaceId),
        ids.length === 1 ? eq(credentials.id, ids[0] ?? '') : inList(credentials.id, ids),
      ),
    );
  return new Map(rows.map((row) => [row.id, row]));
}

function eventsOf(now: number, place: Place, told: Told, row: TellingRow) {
  return typesOf(told, row.state).map((type) => ({
    tenantId: place.tenantId,
    workspaceId: place.workspaceId,
    id: newId('evt', now),
    type,
    credentialId: row.id,
    payload: payloadOf(type, told, row, now),
    at: now,
  }));
}

const deliveryOf = (now: number, event: ReturnType<typeof eventsOf>[number], endpointId: string) => ({
  tenantId: event.tenantId,
  workspaceId: event.workspaceId,
  id: newId('dlv', now),
  endpointId,
  eventId: event.id,
  type: event.type,
  state: 'due' as const,
  attempts: 0,
  replayedAfter: 0,
  nextAttemptAt: now,
  leasedUntil: null,
  generation: 0,
  createdAt: now,
});

/** Deliveries and their log go with an event: few at a time, as others wait meanwhile. */
const purgedAtOnce = 200;

/** For the job: events older than 30 days, with what became of them. Answers how many. */
export async function purgeEvents(): Promise<number> {
  let purged = 0;
  for (;;) {
    const gone = await transact(removeOld);
    purged += gone;
    if (gone < purgedAtOnce) return purged;
  }
}

async function removeOld(tx: Tx, now: number): Promise<number> {
  const old = await tx
    .select({ id: events.id, at: events.at })
    .from(events)
    .where(lt(events.at, now - eventDays * dayMs))
    .orderBy(events.at)
    .limit(purgedAtOnce);
  const last = old.at(-1);
  if (!last) return 0;
  await tx.delete(events).where(
    and(
      lte(events.at, last.at),
      inList(
        events.id,
        old.map((row) => row.id),
      ),
    ),
  );
  return old.length;
}
