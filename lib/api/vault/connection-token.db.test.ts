import { eq } from 'drizzle-orm';
import { expect, it } from 'vitest';
import { transact } from '#db/client.ts';
import { credentials } from '#db/schema/credentials.ts';
import { ensureConsumer } from '#lib/consumers/commands.ts';
import { connect, expire } from '#lib/grants/testing.ts';
import { openVersion } from '#lib/versions/queries.ts';
import { testRefreshes } from './testing.ts';

const { provider, vault } = testRefreshes();

async function renewable() {
  const made = await vault();
  return { ...made, renew: (service: string) => made.call('POST', `/crm/${service}/token`, {}) };
}

it('makes no first tokens, and renews none that only a person can give', async () => {
  const { call, renew } = await renewable();
  await call('POST', '/crm/salesforce');
  expect(await renew('salesforce')).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
  await call('POST', '/crm/hubspot/import', { settings: { token: 'x' } });
  const { accessToken: access_token, refreshToken: refresh_token } = await provider().newGrant();
  const settings = { base_url: provider().issuer, test_path: '/me-api' };
  await call('POST', '/crm/oauth2/import', { credentials: { access_token, refresh_token }, settings });
  for (const [service, why] of [
    ['hubspot', 'signs in without tokens'],
    ['oauth2', 'authorised in a browser'],
  ] as const)
    expect(await renew(service)).toMatchObject({
      status: 422,
      body: { code: 'STATE_INVALID', detail: expect.stringContaining(why) },
    });
  expect(provider().traffic.tokenRequests).toBe(0);
});

it('renews those of a client, or says that there is none now', async () => {
  const { ctx, renew } = await renewable();
  const id = await connect(ctx, provider(), { accessToken: 'ended' }, 'client_credentials');
  const { id: consumerId } = await ensureConsumer(ctx, 'user-1');
  await transact(async (tx) => {
    await tx.update(credentials).set({ consumerId, connectionKey: 'crm+oauth2' }).where(eq(credentials.id, id));
  });
  await expire(ctx, id);
  provider().behaviour.failWith = '500';
  const refused = await renew('oauth2');
  expect(refused).toMatchObject({ status: 503, body: { code: 'OAU-302' } });
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  provider().behaviour.failWith = null;
  expect(await renew('oauth2')).toMatchObject({
    status: 200,
    body: { data: { id: 'crm+oauth2', state: 'callable', oauth_grant_type: 'client_credentials' } },
  });
  expect((await openVersion(ctx, id, 1)).secret['accessToken']).not.toBe('ended');
});
