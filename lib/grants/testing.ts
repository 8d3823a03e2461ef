import { and, eq } from 'drizzle-orm';
import { startOauthServer, type OauthServer, type OauthServerOptions } from '#e2e/fakes/oauth-server.ts';
import { read, transact } from '#db/client.ts';
import { audit } from '#db/schema/audit.ts';
import { credentials } from '#db/schema/credentials.ts';
import { grants } from '#db/schema/oauth.ts';
import { hourMs, minuteMs, secondMs } from '#lib/clock.ts';
import { plantRow } from '#lib/credentials/testing.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { newId } from '#lib/ids.ts';
import { createOauthApp } from '#lib/oauth-apps/commands.ts';
import { appInput } from '#lib/oauth-apps/testing.ts';
import type { NewOauthApp } from '#lib/oauth-apps/schema.ts';
import { prepareVersion } from '#lib/versions/commands.ts';
import { allowOutbound } from '#lib/testing.ts';

/** A real authorization server on this machine, which may be asked. */
export async function startProvider(options: OauthServerOptions = {}): Promise<OauthServer> {
  const server = await startOauthServer(options);
  allowOutbound(server.allow);
  return server;
}

/** Where a provider is, and how its client proves itself: what another process may know of it too. */
export type ProviderPlace = Pick<
  OauthServer,
  'issuer' | 'authorizationUrl' | 'tokenUrl' | 'revocationUrl' | 'clients'
> & {
  readonly behaviour: Pick<OauthServer['behaviour'], 'clientSecret'>;
};

/** The OAuth app of a tenant at it. */
export async function addApp(ctx: WorkspaceCtx, provider: ProviderPlace, change: Partial<NewOauthApp> = {}) {
  const { authorizationUrl, tokenUrl, revocationUrl, clients, behaviour } = provider;
  const settings = { authorizationUrl, tokenUrl, revocationUrl };
  const { clientSecret } = behaviour;
  return createOauthApp(ctx, appInput({ clientId: clients.web, clientSecret, settings, ...change }));
}

export interface Planted {
  readonly accessToken: string;
  readonly refreshToken?: string;
}

/** A credential as a sign-in leaves it, with an hour to live. */
export async function connect(
  ctx: WorkspaceCtx,
  { issuer, clients }: Pick<ProviderPlace, 'issuer' | 'clients'>,
  tokens: Planted,
  grantType = 'authorization_code',
): Promise<string> {
  const id = newId('crd');
  const audience = [issuer];
  const settings = { baseUrl: issuer, testPath: '/me-api', grantType, clientId: clients.web, scope: 'openid read' };
  const expiresAt = new Date(Date.now() + hourMs).toISOString();
  const secret = {
    accessToken: tokens.accessToken,
    expiresAt,
    ...(tokens.refreshToken && { refreshToken: tokens.refreshToken }),
  };
  const version = { credentialId: id, number: 1, settings, secret, audience, reason: 'connected' } as const;
  const add = await prepareVersion(ctx, version);
  return plantRow(ctx, { id, component: 'oauth2', authType: 'oauth2', settings, audience }, add);
}

const ofCredential = (ctx: WorkspaceCtx, id: string) =>
  and(eq(grants.tenantId, ctx.tenantId), eq(grants.workspaceId, ctx.workspaceId), eq(grants.credentialId, id));

export const setGrant = (ctx: WorkspaceCtx, id: string, set: Partial<typeof grants.$inferInsert>): Promise<void> =>
  transact(async (tx) => {
    await tx.update(grants).set(set).where(ofCredential(ctx, id));
  });

/** As if time had passed: the access token has ended, and the last refresh was a while ago. */
export const expire = (ctx: WorkspaceCtx, id: string): Promise<void> =>
  transact(async (tx, now) => {
    const past = { accessExpiresAt: now - secondMs, tokensAt: now - hourMs, refreshedAt: now - 2 * minuteMs };
    await tx.update(grants).set(past).where(ofCredential(ctx, id));
  });

export async function grantOf(ctx: WorkspaceCtx, id: string) {
  const [grant] = await read().select().from(grants).where(ofCredential(ctx, id));
  if (!grant) throw new Error('There is no grant.');
  return grant;
}

/** The row as commands take it. */
export async function rowOf(ctx: WorkspaceCtx, id: string) {
  const [row] = await read()
    .select()
    .from(credentials)
    .where(and(eq(credentials.tenantId, ctx.tenantId), eq(credentials.id, id)));
  if (!row) throw new Error('There is no credential.');
  return row;
}

/** What was written about a credential's refreshes, oldest first. */
export async function toldOf(ctx: WorkspaceCtx, id: string): Promise<string[]> {
  const rows = await read()
    .select({ id: audit.id, action: audit.action })
    .from(audit)
    .where(and(eq(audit.tenantId, ctx.tenantId), eq(audit.targetId, id)))
    .orderBy(audit.id);
  return rows.map((row) => row.action).filter((action) => action.startsWith('credential.refresh'));
}
