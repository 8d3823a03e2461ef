import { grants } from '#db/schema/oauth.ts';
import { plantRow, type RowChange } from '#lib/credentials/testing.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { newId } from '#lib/ids.ts';
import type { NewOauthApp } from './schema.ts';

/** A client of an authorization server of one's own; what is given replaces a part. */
export const appInput = (change: Partial<NewOauthApp> = {}): NewOauthApp => ({
  component: 'oauth2',
  name: 'Orders, production',
  environment: 'production',
  clientId: 'keyhaven-web',
  clientSecret: 'secret-of-the-client',
  settings: {
    authorizationUrl: 'https://login.example.com/authorize',
    tokenUrl: 'https://login.example.com/token',
    revocationUrl: 'https://login.example.com/revoke',
  },
  scopes: ['read', 'write'],
  params: { prompt: 'consent' },
  lifeSeconds: null,
  graceSeconds: null,
  ...change,
});

type Grant = Partial<typeof grants.$inferInsert>;

/** A credential with a grant, behind the product's back: without a version, so nothing but the rows. */
export async function plantGrant(
  ctx: WorkspaceCtx,
  name: string,
  change: Grant = {},
  audience: readonly string[] = ['https://api.example.com:443', 'https://login.example.com:443'],
): Promise<string> {
  const id = newId('crd');
  const { tenantId, workspaceId } = ctx;
  const row: RowChange = { id, name, component: 'oauth2', authType: 'oauth2', audience: [...audience] };
  return plantRow(ctx, row, async (tx, now) => {
    await tx.insert(grants).values({
      tenantId,
      workspaceId,
      credentialId: id,
      version: 1,
      component: 'oauth2',
      grantType: 'authorization_code',
      clientId: 'keyhaven-web',
      isRefreshable: true,
      generation: 1,
      tokensAt: now,
      accessExpiresAt: now + 3_600_000,
      scopesAsked: [],
      state: 'live',
      host: '',
      leaseGeneration: 0,
      sentCount: 0,
      attempts: 0,
      ...change,
    });
  });
}
