import { and, count, desc, eq, isNull, lt } from 'drizzle-orm';
import { read, type ReadDb, type Tx } from '#db/client.ts';
import { credentials } from '#db/schema/credentials.ts';
import { grants } from '#db/schema/oauth.ts';
import { workspaces } from '#db/schema/tenants.ts';
import { authorise, type Ctx } from '#lib/ctx.ts';
import { pageOf } from '#lib/pages.ts';
import { namesTold } from './model.ts';
import { usersPageSize, type AppUserPage } from './schema.ts';

/** Joins a grant to its credential. */
export const ofItsCredential = and(
  eq(credentials.tenantId, grants.tenantId),
  eq(credentials.workspaceId, grants.workspaceId),
  eq(credentials.id, grants.credentialId),
);

interface AppPlace {
  readonly tenantId: string;
  readonly id: string;
}

export const ofApp = (app: AppPlace) => and(eq(grants.tenantId, app.tenantId), eq(grants.appId, app.id));

const ofUsers = (app: AppPlace) => and(ofApp(app), isNull(credentials.deletedAt));

const countOf = async (db: ReadDb | Tx, app: AppPlace): Promise<number> => {
  const [row] = await db
    .select({ n: count() })
    .from(grants)
    .innerJoin(credentials, ofItsCredential)
    .where(ofUsers(app));
  return row?.n ?? 0;
};

/** How many credentials that are not in the trash were connected with each app. Apps without one are not in the map. */
export async function countUsers(ctx: Ctx): Promise<ReadonlyMap<string, number>> {
  authorise(ctx, 'oauth_app.read');
  const rows = await read()
    .select({ appId: grants.appId, n: count() })
    .from(grants)
    .innerJoin(credentials, ofItsCredential)
    .where(and(eq(grants.tenantId, ctx.tenantId), isNull(credentials.deletedAt)))
    .groupBy(grants.appId);
  return new Map(rows.flatMap(({ appId, n }) => (appId === null ? [] : [[appId, n] as const])));
}

/** Inside a transaction, so that the answer holds until commit: how many, and what a few of them are called. */
export async function usersOf(tx: Tx, app: AppPlace): Promise<{ names: string[]; total: number }> {
  const total = await countOf(tx, app);
  if (total === 0) return { names: [], total };
  const rows = await tx
    .select({ name: credentials.name })
    .from(grants)
    .innerJoin(credentials, ofItsCredential)
    .where(ofUsers(app))
    .orderBy(desc(grants.credentialId))
    .limit(namesTold);
  return { names: rows.map(({ name }) => name), total };
}

/** The credentials that are not in the trash and were connected with an app: in all workspaces, newest first. */
export async function listAppUsers(ctx: Ctx, appId: string, after: string | null): Promise<AppUserPage> {
  authorise(ctx, 'oauth_app.read');
  const app = { tenantId: ctx.tenantId, id: appId };
  const rows = await read()
    .select({
      id: credentials.id,
      name: credentials.name,
      component: credentials.component,
      environment: credentials.environment,
      slug: workspaces.slug,
      workspaceName: workspaces.name,
    })
    .from(grants)
    .innerJoin(credentials, ofItsCredential)
    .innerJoin(workspaces, and(eq(workspaces.tenantId, grants.tenantId), eq(workspaces.id, grants.workspaceId)))
    .where(and(ofUsers(app), after === null ? undefined : lt(grants.credentialId, after)))
    .orderBy(desc(grants.credentialId))
    .limit(usersPageSize + 1);
  const { rows: page, next } = pageOf(rows, usersPageSize, (last) => last.id);
  return {
    rows: page.map(({ slug, workspaceName, ...row }) => ({ ...row, workspace: { slug, name: workspaceName } })),
    next,
    total: await countOf(read(), app),
  };
}
