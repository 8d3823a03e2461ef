import { and, eq } from 'drizzle-orm';
import { read } from '#db/client.ts';
import { inList } from '#db/in-list.ts';
import { credentials } from '#db/schema/credentials.ts';
import { grants, oauthApps } from '#db/schema/oauth.ts';
import { ofItsCredential } from '#lib/app-grants/queries.ts';
import { findComponent } from '#lib/catalog/catalog.ts';
import { ofWorkspace } from '#lib/credentials/queries.ts';
import { authorise, type WorkspaceCtx } from '#lib/ctx.ts';
import { providerOf } from '#lib/oauth/provider.ts';

/** Of these credentials: the names of the apps that can be asked to end what they gave. */
export async function listRevocable(ctx: WorkspaceCtx, ids: readonly string[]): Promise<readonly string[]> {
  authorise(ctx, 'credential.delete');
  const rows = await read()
    .select({
      component: grants.component,
      state: grants.state,
      settings: oauthApps.settings,
      lifeSeconds: oauthApps.lifeSeconds,
      graceSeconds: oauthApps.graceSeconds,
    })
    .from(grants)
    .innerJoin(credentials, ofItsCredential)
    .innerJoin(oauthApps, and(eq(oauthApps.tenantId, grants.tenantId), eq(oauthApps.id, grants.appId)))
    .where(and(ofWorkspace(ctx), inList(credentials.id, ids)));
  const names = rows.flatMap((row) => {
    const component = findComponent(row.component);
    if (!component || 'broken' in component || row.state === 'reconnect') return [];
    return providerOf(component, row).revocationUrl === null ? [] : [component.name];
  });
  return [...new Set(names)];
}
