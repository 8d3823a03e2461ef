import { and, eq } from 'drizzle-orm';
import { transact } from '#db/client.ts';
import { oauthApps } from '#db/schema/oauth.ts';
import { dayMs } from '#lib/clock.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { createOauthApp } from '#lib/oauth-apps/commands.ts';
import type { NewOauthApp } from '#lib/oauth-apps/schema.ts';

/** Client ids by which credentials of the sample find their app. */
export const sampleClients = {
  hubspot: '0d9f7a52-3c41-4e8b-9a6e-5b1d7c20f8e4',
  google: '418203957712-harbour.apps.googleusercontent.com',
} as const;

interface SampleApp extends Pick<NewOauthApp, 'component' | 'name' | 'environment' | 'clientId' | 'scopes'> {
  readonly change?: Partial<NewOauthApp>;
  readonly createdDaysAgo: number;
  readonly secretDaysAgo: number;
}

/** What Northwind is at the providers it connects to. */
const apps: readonly SampleApp[] = [
  {
    component: 'hubspot',
    name: 'Northwind CRM',
    environment: 'production',
    clientId: sampleClients.hubspot,
    scopes: ['crm.objects.contacts.read', 'crm.objects.deals.read'],
    createdDaysAgo: 210,
    secretDaysAgo: 34,
  },
  {
    component: 'hubspot',
    name: 'Northwind CRM, sandbox',
    environment: 'staging',
    clientId: '9be1c6d0-7f25-4b0e-8f37-2a4c905e61d3',
    scopes: ['crm.objects.contacts.read'],
    createdDaysAgo: 208,
    secretDaysAgo: 208,
  },
  {
    component: 'google',
    name: 'Northwind Workspace',
    environment: 'production',
    clientId: sampleClients.google,
    scopes: ['https://www.googleapis.com/auth/spreadsheets'],
    createdDaysAgo: 96,
    secretDaysAgo: 96,
  },
  {
    component: 'oauth2',
    name: 'Harbour ERP',
    environment: 'production',
    clientId: 'northwind-flows',
    scopes: ['orders.read', 'orders.write'],
    change: {
      clientSecret: null,
      params: { audience: 'https://erp.harbour.example' },
      settings: {
        authorizationUrl: 'https://login.harbour.example/oauth2/authorize',
        tokenUrl: 'https://login.harbour.example/oauth2/token',
      },
    },
    createdDaysAgo: 12,
    secretDaysAgo: 12,
  },
];

/** Before the credentials: these find their app when they are kept. */
export async function insertSampleOauthApps(ctx: WorkspaceCtx, now: number): Promise<void> {
  for (const { createdDaysAgo, secretDaysAgo, change, ...app } of apps) {
    const rest = { settings: {}, params: {}, lifeSeconds: null, graceSeconds: null, clientSecret: 'sample' };
    const { id } = await createOauthApp(ctx, { ...rest, ...app, ...change });
    const secretSavedAt = change?.clientSecret === null ? null : now - secretDaysAgo * dayMs;
    await transact(async (tx) => {
      await tx
        .update(oauthApps)
        .set({ createdAt: now - createdDaysAgo * dayMs, updatedAt: now - secretDaysAgo * dayMs, secretSavedAt })
        .where(and(eq(oauthApps.tenantId, ctx.tenantId), eq(oauthApps.id, id)));
    });
  }
}
