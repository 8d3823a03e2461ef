import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { read } from '#db/client.ts';
import { grants } from '#db/schema/oauth.ts';
import { testDatabase } from '#db/testing.ts';
import { systemClock } from '#lib/clock.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { refreshTokens } from '#lib/oauth/tokens.ts';
import { createOutbound } from '#lib/outbound/connector.ts';
import { allowOutbound } from '#lib/testing.ts';
import { startOauthServer, type OauthServer } from '../../e2e/fakes/oauth-server.ts';
import { createOauthApp, readEndpoints, rotateSecret } from './commands.ts';
import { openOauthApp } from './queries.ts';
import { appInput, plantGrant } from './testing.ts';

let server: OauthServer;

beforeAll(async () => {
  await testDatabase();
  server = await startOauthServer();
  allowOutbound(server.allow);
});
afterAll(() => server.stop());

const settings = () => ({ authorizationUrl: server.authorizationUrl, tokenUrl: server.tokenUrl });

async function refresh(ctx: WorkspaceCtx, appId: string, refreshToken: string) {
  const { app, client, provider } = await openOauthApp(ctx, appId);
  const deps = { outbound: createOutbound({ allow: [server.allow] }), audience: app.audience, clock: systemClock };
  return refreshTokens(provider, client, { refreshToken, scopes: [] }, deps);
}

it('signs the next refresh in with a replaced client secret, and touches no grant', async () => {
  const ctx = await testWorkspace();
  const { id } = await createOauthApp(ctx, appInput({ settings: settings(), clientSecret: 'one that ended' }));
  const credentialId = await plantGrant(ctx, 'Shop', { appId: id, host: `${server.allow} ${ctx.tenantId}` });
  const grantBefore = await read().select().from(grants).where(eq(grants.credentialId, credentialId));
  const { refreshToken } = await server.newGrant();
  expect(await refresh(ctx, id, refreshToken)).toMatchObject({ ok: false, failure: { class: 'client' } });
  await rotateSecret(ctx, { id, revision: 1, clientSecret: server.behaviour.clientSecret });
  const answer = await refresh(ctx, id, refreshToken);
  expect(answer).toMatchObject({ ok: true });
  expect(await read().select().from(grants).where(eq(grants.credentialId, credentialId))).toEqual(grantBefore);
  expect(server.traffic.deadGrants).toEqual([]);
});

it('reads the endpoints of an issuer, and says when there is none', async () => {
  const ctx = await testWorkspace();
  expect(await readEndpoints(ctx, server.issuer)).toEqual({
    issuer: server.issuer,
    authorizationUrl: server.authorizationUrl,
    tokenUrl: server.tokenUrl,
    revocationUrl: server.revocationUrl,
    clientAuth: 'client_secret_basic',
  });
  await expect(readEndpoints(ctx, `${server.issuer}/nothing`)).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  await expect(readEndpoints(ctx, 'https://10.1.2.3')).rejects.toMatchObject({ code: 'OUT-103' });
});
