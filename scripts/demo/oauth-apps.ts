import { and, eq } from 'drizzle-orm';
import { transact } from '#db/client.ts';
import { oauthApps } from '#db/schema/oauth.ts';
import { systemClock } from '#lib/clock.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { createOauthApp } from '#lib/oauth-apps/commands.ts';
import { lighthouseId } from './lighthouse-manifest.ts';
import { lighthouseClient, lighthouseScopes } from './lighthouse-tokens.ts';
import { moveRecords, timeAgo } from './past.ts';

const madeDaysAgo = 46;

/** What Northwind is at Lighthouse: with it anybody there connects by signing in. */
export async function makeOauthApp(ctx: WorkspaceCtx): Promise<void> {
  const began = systemClock();
  const madeAt = timeAgo(madeDaysAgo, began);
  const { id } = await createOauthApp(ctx, {
    component: lighthouseId,
    name: 'Northwind at Lighthouse',
    environment: 'production',
    clientId: lighthouseClient.id,
    clientSecret: lighthouseClient.secret,
    settings: {},
    scopes: [...lighthouseScopes],
    params: {},
    lifeSeconds: null,
    graceSeconds: null,
  });
  await transact(async (tx) => {
    await tx
      .update(oauthApps)
      .set({ createdAt: madeAt, updatedAt: madeAt, secretSavedAt: madeAt })
      .where(and(eq(oauthApps.tenantId, ctx.tenantId), eq(oauthApps.id, id)));
  });
  await moveRecords(ctx.tenantId, began, began - madeAt);
}
