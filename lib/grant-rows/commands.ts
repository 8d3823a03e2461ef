import { and, eq } from 'drizzle-orm';
import type { Tx } from '#db/client.ts';
import { inList } from '#db/in-list.ts';
import { credentials } from '#db/schema/credentials.ts';
import { grants } from '#db/schema/oauth.ts';
import { findAppByClient, type AppOfClient } from '#lib/oauth-apps/queries.ts';
import { dueAt, endOf, lifeMsOf, type GrantFacts, type GrantRow } from './model.ts';

/** What whoever asked the provider knows beside what is in the version. */
export interface GrantHints {
  readonly scopesAsked?: readonly string[];
  /** Null: the provider has not said. */
  readonly scopesGranted?: readonly string[] | null;
  readonly warning?: string | null;
}

export interface NewGrant {
  readonly place: {
    readonly tenantId: string;
    readonly workspaceId: string;
    readonly credentialId: string;
    readonly number: number;
    readonly audience: readonly string[];
  };
  readonly facts: GrantFacts;
  readonly hints: GrantHints;
  /** A person has just signed in: whoever had stopped refreshing meant the tokens before. */
  readonly isConnected: boolean;
}

/**
 * Part of saving versions: from here on the grant of each credential is that of its new version. Whoever refreshes the
 * one before finds that out when the answer is there. The credentials are stored already; all are of one workspace.
 */
export async function writeGrants(tx: Tx, now: number, given: readonly NewGrant[]): Promise<void> {
  const [first] = given;
  if (!first) return;
  const ids = given.map(({ place }) => place.credentialId);
  const components = await componentsOf(tx, first.place, ids);
  const before = await grantsBefore(tx, first.place, ids);
  const apps = new Map<string, AppOfClient | null>();
  /** By credential: of several versions of one the last counts. */
  const rows = new Map<string, GrantRow>();
  for (const one of given) {
    const { credentialId: id } = one.place;
    const component = components.get(id);
    if (component === undefined) continue;
    const app = await appOf(tx, apps, component, one);
    rows.set(id, rowOf(one, { component, app, now, before: before.get(id) ?? null }));
  }
  const all = [...rows.values()];
  await tx.insertMany(
    grants,
    all.filter((row) => !before.has(row.credentialId)),
  );
  for (const row of all) if (before.has(row.credentialId)) await tx.update(grants).set(row).where(ofRow(row));
  for (const [expiresAt, ending] of Map.groupBy(all, endOf))
    await tx
      .update(credentials)
      .set({ expiresAt })
      .where(
        ofCredentials(
          first.place,
          ending.map((row) => row.credentialId),
        ),
      );
}

type Place = Pick<NewGrant['place'], 'tenantId' | 'workspaceId'>;

const ofRow = (row: GrantRow) =>
  and(
    eq(grants.tenantId, row.tenantId),
    eq(grants.workspaceId, row.workspaceId),
    eq(grants.credentialId, row.credentialId),
  );

const ofCredentials = ({ tenantId, workspaceId }: Place, ids: readonly string[]) =>
  and(eq(credentials.tenantId, tenantId), eq(credentials.workspaceId, workspaceId), inList(credentials.id, ids));

async function componentsOf(tx: Tx, place: Place, ids: readonly string[]) {
  const rows = await tx
    .select({ id: credentials.id, component: credentials.component })
    .from(credentials)
    .where(ofCredentials(place, ids));
  return new Map(rows.map((row) => [row.id, row.component]));
}

type Before = Pick<GrantRow, 'generation' | 'leaseGeneration' | 'state'>;

async function grantsBefore(tx: Tx, { tenantId, workspaceId }: Place, ids: readonly string[]) {
  const rows = await tx
    .select({
      id: grants.credentialId,
      generation: grants.generation,
      leaseGeneration: grants.leaseGeneration,
      state: grants.state,
    })
    .from(grants)
    .where(and(eq(grants.tenantId, tenantId), eq(grants.workspaceId, workspaceId), inList(grants.credentialId, ids)));
  return new Map<string, Before>(rows.map((row) => [row.id, row]));
}

/** Many of a file have the same client: it is looked up once. */
async function appOf(tx: Tx, known: Map<string, AppOfClient | null>, component: string, { place, facts }: NewGrant) {
  const { tenantId, audience } = place;
  const { clientId } = facts;
  if (clientId === null) return null;
  const key = JSON.stringify([component, clientId, audience]);
  if (!known.has(key)) known.set(key, await findAppByClient(tx, { tenantId, component, clientId, audience }));
  return known.get(key) ?? null;
}

interface Around {
  readonly component: string;
  readonly app: AppOfClient | null;
  readonly now: number;
  readonly before: Before | null;
}

function rowOf({ place, facts, hints, isConnected }: NewGrant, { component, app, now, before }: Around): GrantRow {
  const { tenantId, workspaceId, credentialId, number } = place;
  const isStopped = before?.state === 'stopped' && !isConnected;
  const canRefresh = app !== null && facts.isRefreshable;
  const accessExpiresAt = endOfToken(facts, component, app, now);
  return {
    tenantId,
    workspaceId,
    credentialId,
    version: number,
    component,
    grantType: facts.grantType,
    clientId: facts.clientId,
    appId: app?.id ?? null,
    isRefreshable: facts.isRefreshable,
    generation: (before?.generation ?? 0) + 1,
    tokensAt: now,
    accessExpiresAt,
    refreshExpiresAt: facts.refreshExpiresAt,
    scopesAsked: [...(hints.scopesAsked ?? facts.scopes)],
    scopesGranted: hints.scopesGranted ? [...hints.scopesGranted] : null,
    state: isStopped ? 'stopped' : 'live',
    refreshDueAt: canRefresh && !isStopped ? dueAt(credentialId, now, accessExpiresAt) : null,
    refreshedAt: null,
    host: app?.host ?? '',
    leaseOwner: null,
    leasedUntil: null,
    leaseGeneration: (before?.leaseGeneration ?? 0) + 1,
    sentAt: null,
    sentCount: 0,
    failingSince: null,
    failureClass: null,
    failureCode: null,
    failureMessage: null,
    failureFix: null,
    attempts: 0,
    eraseDueAt: null,
    warning: hints.warning ?? null,
  };
}

/**
 * Nobody said when it ends: it lives as long as such tokens do. Where nothing can refresh it, no end is made up. A token that
 * is not there has ended.
 */
function endOfToken(facts: GrantFacts, component: string, app: AppOfClient | null, now: number): number | null {
  if (!facts.hasAccessToken) return now;
  if (facts.accessExpiresAt !== undefined) return facts.accessExpiresAt;
  if (app === null || !facts.isRefreshable) return null;
  const lifeMs = lifeMsOf(component, app.lifeSeconds);
  return lifeMs === null ? null : now + lifeMs;
}
