import { and, eq } from 'drizzle-orm';
import { transact } from '#db/client.ts';
import { grants, refreshHosts } from '#db/schema/oauth.ts';
import { dayMs, hourMs, minuteMs } from '#lib/clock.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import type { SampleCredential } from './sample-credentials.ts';
import { sampleClients } from './sample-oauth-apps.ts';

const secret = (of: string) => ({
  accessToken: `access-token-of-${of}`,
  refreshToken: `refresh-token-of-${of}`,
  expiresAt: new Date(Date.now() + 300 * dayMs).toISOString(),
});
const harbour = (name: string) => ({
  component: 'oauth2',
  authType: 'oauth2' as const,
  settings: {
    baseUrl: 'https://erp.harbour.example',
    testPath: '/me',
    grantType: 'authorization_code',
    clientId: 'northwind-flows',
    scope: 'orders.read orders.write',
  },
  secret: secret(name),
  environment: 'production',
  refreshedAt: 'https://login.harbour.example:443',
});

const ended = {
  message: 'Google ended the session: somebody changed the password, or took the access back.',
  fix: 'Sign in again to repair it; the id and every flow stay.',
};

/** Sign-ins in every state that is not the usual one. */
export const tokenCredentials: readonly SampleCredential[] = [
  {
    component: 'google',
    authType: 'oauth2',
    settings: {
      grantType: 'authorization_code',
      clientId: sampleClients.google,
      scope: 'https://www.googleapis.com/auth/spreadsheets',
    },
    secret: secret('sheets'),
    refreshedAt: 'https://oauth2.googleapis.com:443',
    identifier: 'google-sheets',
    name: 'Team sheets',
    environment: 'production',
    state: 'reconnect',
    trouble: ['reconnect_needed', ended.message, ended.fix],
    createdDaysAgo: 90,
    checks: { count: 30, failed: [0] },
  },
  {
    ...harbour('orders'),
    identifier: 'harbour-orders',
    name: 'Harbour orders',
    state: 'passed',
    account: 'northwind',
    createdDaysAgo: 12,
    checks: { count: 12 },
  },
  {
    ...harbour('stock'),
    secret: { ...secret('stock'), refreshExpiresAt: new Date(Date.now() + 9 * dayMs).toISOString() },
    identifier: 'harbour-stock',
    name: 'Harbour stock',
    state: 'passed',
    account: 'northwind',
    createdDaysAgo: 12,
    checks: { count: 12 },
  },
];

type Grant = Partial<typeof grants.$inferInsert>;
const host = 'login.harbour.example:443';

const standings = (now: number): Readonly<Record<string, Grant>> => ({
  'google-sheets': {
    state: 'reconnect',
    refreshDueAt: null,
    failingSince: now - 5 * hourMs,
    refreshedAt: now - 6 * hourMs,
    failureClass: 'revoked',
    failureMessage: ended.message,
    failureFix: ended.fix,
    attempts: 1,
  },
  'harbour-orders': {
    state: 'retrying',
    refreshDueAt: now + 50 * minuteMs,
    accessExpiresAt: now + 70 * minuteMs,
    refreshedAt: now - 50 * minuteMs,
    scopesGranted: ['orders.read'],
    failingSince: now - 12 * minuteMs,
    failureClass: 'provider',
    failureMessage: 'OAuth 2.0 API answered with an error of its own (HTTP 503).',
    failureFix: 'Nothing has to be done unless it lasts.',
    attempts: 3,
    host,
  },
  'harbour-stock': {
    state: 'stopped',
    refreshDueAt: null,
    accessExpiresAt: now + 5 * hourMs,
    refreshedAt: now - 3 * hourMs,
    warning: 'The provider gives the life of a token in milliseconds, not in seconds; one hour is assumed.',
    host,
  },
});

/** What has become of the tokens since they were kept. */
export async function ageSampleTokens(ctx: WorkspaceCtx, now: number, idOf: (name: string) => string): Promise<void> {
  await transact(async (tx) => {
    for (const [name, grant] of Object.entries(standings(now)))
      await tx
        .update(grants)
        .set(grant)
        .where(and(eq(grants.tenantId, ctx.tenantId), eq(grants.credentialId, idOf(name))));
    await tx
      .insert(refreshHosts)
      .values({ host, failures: 3, lastCode: 'OUT-106', failingSince: now - 12 * minuteMs, pausedUntil: now + hourMs })
      .onConflictDoNothing();
  });
}
