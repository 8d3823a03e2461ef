import { asc, eq } from 'drizzle-orm';
import { read } from '#db/client.ts';
import { oauthApps } from '#db/schema/oauth.ts';
import { findComponent, listComponents, type CatalogEntry } from '#lib/catalog/catalog.ts';
import type { AuthType } from '#lib/catalog/schema.ts';
import { authorise, type WorkspaceCtx } from '#lib/ctx.ts';
import { notFound } from '#lib/errors.ts';
import { environmentDto, environmentId, type Environment, type EnvironmentApp } from './model.ts';
import type { EnvironmentDto } from './schema.ts';

/**
 * How one may sign in at a component: each auth method, and by OAuth each app of the tenant, and none. Whoever may have a
 * credential may know that much of the apps.
 */
export async function listEnvironments(ctx: WorkspaceCtx, component: string): Promise<EnvironmentDto[]> {
  authorise(ctx, 'credential.read');
  const entry = findComponent(component);
  if (!entry) throw notFound('This service');
  return environmentsOf(ctx, [entry], await appsOf(ctx)).map(environmentDto);
}

/** For commands. Not in this workspace: NOT_FOUND. */
export async function requireEnvironment(ctx: WorkspaceCtx, id: string): Promise<Environment> {
  const found = environmentsOf(ctx, listComponents(), await appsOf(ctx)).find((one) => one.id === id);
  if (!found) throw notFound('This service environment');
  return found;
}

/** For commands: of a credential as it stands. Null: its component has no such method any more. */
export async function findEnvironment(
  ctx: WorkspaceCtx,
  of: { readonly component: string; readonly authType: AuthType; readonly appId: string | null },
): Promise<Environment | null> {
  const entry = findComponent(of.component);
  const all = entry ? environmentsOf(ctx, [entry], await appsOf(ctx)) : [];
  return all.find(({ method, app }) => method.type === of.authType && (app?.id ?? null) === of.appId) ?? null;
}

type AppsByComponent = ReadonlyMap<string, readonly EnvironmentApp[]>;

/** There are at most a few hundred. */
async function appsOf(ctx: WorkspaceCtx): Promise<AppsByComponent> {
  const rows = await read()
    .select({ id: oauthApps.id, name: oauthApps.name, scopes: oauthApps.scopes, component: oauthApps.component })
    .from(oauthApps)
    .where(eq(oauthApps.tenantId, ctx.tenantId))
    .orderBy(asc(oauthApps.nameKey));
  return Map.groupBy(rows, (row) => row.component);
}

function environmentsOf(ctx: WorkspaceCtx, entries: readonly CatalogEntry[], apps: AppsByComponent): Environment[] {
  return entries.flatMap((component) => {
    if ('broken' in component) return [];
    return component.authMethods.flatMap((method) => {
      const own = method.oauth ? [...(apps.get(component.id) ?? []), null] : [null];
      return own.map((app) => {
        const names = { component: component.id, authType: method.type, appId: app?.id ?? null };
        return { id: environmentId(ctx, names), component, method, app };
      });
    });
  });
}
