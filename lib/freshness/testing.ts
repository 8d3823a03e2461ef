import { transact } from '#db/client.ts';
import { credentials } from '#db/schema/credentials.ts';
import { grants } from '#db/schema/oauth.ts';
import { hourMs } from '#lib/clock.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { newId } from '#lib/ids.ts';
import { nameKey } from '#lib/names.ts';

type Grant = Partial<typeof grants.$inferInsert>;
type Credential = Partial<typeof credentials.$inferInsert>;

/** The rows of a credential with tokens, as far as lists look at them: nothing is sealed. Answers its id. */
export async function plantGrant(
  ctx: WorkspaceCtx,
  name: string,
  grant: Grant = {},
  credential: Credential = {},
): Promise<string> {
  const id = newId('crd');
  const place = { tenantId: ctx.tenantId, workspaceId: ctx.workspaceId };
  await transact(async (tx, now) => {
    await tx.insert(credentials).values({
      ...place,
      id,
      identifier: id,
      name,
      nameKey: nameKey(name),
      component: 'rest',
      authType: 'oauth2',
      environment: 'production',
      settings: {},
      metadata: {},
      audience: [],
      version: 1,
      revision: 1,
      state: 'passed',
      createdAt: now,
      createdBy: ctx.actor.id,
      updatedAt: now,
      ...credential,
    });
    await tx.insert(grants).values({
      ...place,
      credentialId: id,
      version: 1,
      component: 'rest',
      grantType: 'authorization_code',
      clientId: null,
      appId: null,
      isRefreshable: true,
      generation: 1,
      tokensAt: now,
      accessExpiresAt: now + hourMs,
      refreshExpiresAt: null,
      scopesAsked: [],
      scopesGranted: null,
      state: 'live',
      refreshDueAt: now + hourMs / 2,
      host: 'login.example.com:443',
      leaseGeneration: 0,
      sentCount: 0,
      attempts: 0,
      ...grant,
    });
  });
  return id;
}
