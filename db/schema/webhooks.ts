import { sql } from 'drizzle-orm';
import { bin, foreignKey, index, int, json, ms, primaryKey, str, table } from '../columns.ts';
import type { Standing } from './connections.ts';
import type { AuthType, CredentialState } from './credentials.ts';
import { workspaces } from './tenants.ts';

/** What an event says; thin: no settings, never a secret. The rest is asked for by whoever may. */
export interface EventPayload {
  readonly credential: {
    readonly id: string;
    readonly identifier: string;
    readonly name: string;
    readonly component: string;
    readonly authType: AuthType;
    readonly environment: string;
    readonly state: CredentialState;
    /** Epoch milliseconds. */
    readonly createdAt: number;
    readonly updatedAt: number;
  };
  /** The end user whose account it is; null: the tenant's own. Not there: told before there were any. */
  readonly consumer?: {
    readonly externalId: string;
    /** `crm+salesforce` of one that other software knows as a connection. */
    readonly connectionKey: string | null;
    readonly isEnabled: boolean;
  } | null;
  /** How it stood as a connection when this happened. Not there: told before it was written down. */
  readonly standing?: Standing;
  /** What this type adds: a reason, an end. */
  readonly facts: Readonly<Record<string, string | number | boolean | null>>;
}

/** Where events of a workspace are sent. */
export const webhookEndpoints = table(
  'webhook_endpoints',
  {
    tenantId: str('tenant_id').notNull(),
    workspaceId: str('workspace_id').notNull(),
    id: str('id').notNull(),
    url: str('url').notNull(),
    description: str('description').notNull(),
    /** `standard`: Standard Webhooks 1.0. `apideck`: as Apideck sends them. */
    form: str<'standard' | 'apideck'>('form').notNull(),
    /** Types it wants; `*`: all of them. */
    types: json<string[]>('types').notNull(),
    /** Sealed signing secret, and the one before it while both are used. */
    secret: bin('secret').notNull(),
    secretVersion: int('secret_version').notNull(),
    formerSecret: bin('former_secret'),
    formerUntil: ms('former_until'),
    /** Null: events are sent. */
    disabledAt: ms('disabled_at'),
    disabledBecause: str<'person' | 'gone' | 'failing' | 'unproven'>('disabled_because'),
    /** Since when nothing has arrived; null while deliveries arrive. */
    failingSince: ms('failing_since'),
    /** It asked not to be called before then. */
    pausedUntil: ms('paused_until'),
    createdAt: ms('created_at').notNull(),
    createdBy: str('created_by').notNull(),
    updatedAt: ms('updated_at').notNull(),
    revision: int('revision').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.workspaceId, t.id] }),
    foreignKey({
      name: 'webhook_endpoints_workspace',
      columns: [t.tenantId, t.workspaceId],
      foreignColumns: [workspaces.tenantId, workspaces.id],
    }),
    /** The order in which endpoints have their turn. */
    index('webhook_endpoints_turn').on(t.id),
  ],
);

/** The outbox: written in the transaction of what it tells, and only where somebody wants to hear of it. */
export const events = table(
  'events',
  {
    tenantId: str('tenant_id').notNull(),
    workspaceId: str('workspace_id').notNull(),
    id: str('id').notNull(),
    type: str('type').notNull(),
    credentialId: str('credential_id').notNull(),
    payload: json<EventPayload>('payload').notNull(),
    at: ms('at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.workspaceId, t.id] }), index('events_at').on(t.at)],
);

/** One event on its way to one endpoint. */
export const deliveries = table(
  'deliveries',
  {
    tenantId: str('tenant_id').notNull(),
    workspaceId: str('workspace_id').notNull(),
    id: str('id').notNull(),
    endpointId: str('endpoint_id').notNull(),
    eventId: str('event_id').notNull(),
    type: str('type').notNull(),
    /** `dead`: given up; a person may send it again. */
    state: str<'due' | 'delivered' | 'dead'>('state').notNull(),
    attempts: int('attempts').notNull(),
    /** How many of them were before a person last sent it again: the schedule begins anew with each replay. */
    replayedAfter: int('replayed_after').notNull(),
    /** Null: nothing more to do. A claim moves it to the end of its lease. */
    nextAttemptAt: ms('next_attempt_at'),
    /** Set while somebody sends it. */
    leasedUntil: ms('leased_until'),
    /** Goes up with each claim. */
    generation: int('generation').notNull(),
    lastStatus: int('last_status'),
    lastCode: str('last_code'),
    createdAt: ms('created_at').notNull(),
    deliveredAt: ms('delivered_at'),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.workspaceId, t.id] }),
    foreignKey({
      name: 'deliveries_endpoint',
      columns: [t.tenantId, t.workspaceId, t.endpointId],
      foreignColumns: [webhookEndpoints.tenantId, webhookEndpoints.workspaceId, webhookEndpoints.id],
    }).onDelete('cascade'),
    foreignKey({
      name: 'deliveries_event',
      columns: [t.tenantId, t.workspaceId, t.eventId],
      foreignColumns: [events.tenantId, events.workspaceId, events.id],
    }).onDelete('cascade'),
    index('deliveries_due')
      .on(t.nextAttemptAt)
      .where(sql`next_attempt_at is not null`),
    index('deliveries_turn')
      .on(t.tenantId, t.workspaceId, t.endpointId, t.nextAttemptAt)
      .where(sql`next_attempt_at is not null`),
    index('deliveries_leased')
      .on(t.leasedUntil)
      .where(sql`leased_until is not null`),
    index('deliveries_list').on(t.tenantId, t.workspaceId, t.endpointId, t.id),
    index('deliveries_state').on(t.tenantId, t.workspaceId, t.endpointId, t.state, t.id),
    index('deliveries_event').on(t.tenantId, t.workspaceId, t.eventId),
  ],
);

/** The log of a delivery: what each try met. */
export const deliveryAttempts = table(
  'delivery_attempts',
  {
    tenantId: str('tenant_id').notNull(),
    workspaceId: str('workspace_id').notNull(),
    deliveryId: str('delivery_id').notNull(),
    number: int('number').notNull(),
    at: ms('at').notNull(),
    /** Null: there was no answer. */
    status: int('status'),
    /** `delivered`, `HTTP 500`, `OUT-106`, … */
    code: str('code').notNull(),
    /** Why there was no answer, in a sentence. */
    message: str('message'),
    durationMs: int('duration_ms').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.workspaceId, t.deliveryId, t.number] }),
    foreignKey({
      name: 'delivery_attempts_delivery',
      columns: [t.tenantId, t.workspaceId, t.deliveryId],
      foreignColumns: [deliveries.tenantId, deliveries.workspaceId, deliveries.id],
    }).onDelete('cascade'),
  ],
);
