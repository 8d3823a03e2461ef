import { and, asc, eq, isNotNull, isNull, lte, notInArray, or } from 'drizzle-orm';
import { read } from '#db/client.ts';
import { databaseNow } from '#db/now.ts';
import { given, prepared } from '#db/prepared.ts';
import { credentials } from '#db/schema/credentials.ts';
import { grants, refreshHosts } from '#db/schema/oauth.ts';
import { ofItsCredential } from '#lib/app-grants/queries.ts';
import { isLeased, type Seen } from './model.ts';

export interface GrantPlace {
  readonly tenantId: string;
  readonly workspaceId: string;
  readonly credentialId: string;
}

export const placeOf = (ctx: { readonly tenantId: string; readonly workspaceId: string }, credentialId: string) => ({
  tenantId: ctx.tenantId,
  workspaceId: ctx.workspaceId,
  credentialId,
});

export const ofGrant = ({ tenantId, workspaceId, credentialId }: GrantPlace) =>
  and(eq(grants.tenantId, tenantId), eq(grants.workspaceId, workspaceId), eq(grants.credentialId, credentialId));

const selectSeen = prepared('grant_seen', (db) =>
  db
    .select({
      grant: grants,
      name: credentials.name,
      currentVersion: credentials.version,
      deletedAt: credentials.deletedAt,
      pausedUntil: refreshHosts.pausedUntil,
      now: databaseNow,
    })
    .from(grants)
    .innerJoin(credentials, ofItsCredential)
    .leftJoin(refreshHosts, eq(refreshHosts.host, grants.host))
    .where(
      and(
        eq(grants.tenantId, given('tenantId')),
        eq(grants.workspaceId, given('workspaceId')),
        eq(grants.credentialId, given('credentialId')),
      ),
    ),
);

/** Null: no tokens are kept alive for this credential. */
export async function findSeen({ tenantId, workspaceId, credentialId }: GrantPlace): Promise<Seen | null> {
  const [row] = await selectSeen({ tenantId, workspaceId, credentialId });
  if (!row) return null;
  const { deletedAt, ...seen } = row;
  return { ...seen, isDeleted: deletedAt !== null };
}

export interface DueGrant extends GrantPlace {
  readonly host: string;
}

const dueColumns = {
  tenantId: grants.tenantId,
  workspaceId: grants.workspaceId,
  credentialId: grants.credentialId,
  host: grants.host,
};

/** The longest due, of tenants and providers that are not to be passed over. Not those somebody refreshes now. */
export function listDue(
  passedOver: { readonly tenants: readonly string[]; readonly hosts: readonly string[] },
  limit: number,
): Promise<DueGrant[]> {
  const { tenants, hosts } = passedOver;
  return read()
    .select(dueColumns)
    .from(grants)
    .where(
      and(
        lte(grants.refreshDueAt, databaseNow),
        tenants.length > 0 ? notInArray(grants.tenantId, [...tenants]) : undefined,
        hosts.length > 0 ? notInArray(grants.host, [...hosts]) : undefined,
        or(isNull(grants.leasedUntil), lte(grants.leasedUntil, databaseNow)),
      ),
    )
    .orderBy(asc(grants.refreshDueAt))
    .limit(limit);
}

/** Grants that somebody claimed and, for all that is known here, never gives back. */
export async function listLapsed(): Promise<GrantPlace[]> {
  const leased = await read()
    .select({ ...dueColumns, leaseOwner: grants.leaseOwner, leasedUntil: grants.leasedUntil, now: databaseNow })
    .from(grants)
    .where(isNotNull(grants.leasedUntil));
  return leased.filter((row) => !isLeased(row, row.now)).map((row) => placeOf(row, row.credentialId));
}
