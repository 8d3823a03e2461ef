import { UnauthorizedResponse } from '@apideck/unify/models/errors';
import { expect, it } from 'vitest';
import { hourMs } from '#lib/clock.ts';
import { eraseDeadTokens } from '#lib/dead-tokens/commands.ts';
import { openFresh, setRefreshing } from '#lib/grants/commands.ts';
import { expire, grantOf, rowOf, setGrant } from '#lib/grants/testing.ts';
import { placeOf } from '#lib/leases/queries.ts';
import { onlyId, testRefreshes } from './testing.ts';

const { provider, vault } = testRefreshes();

/** A connection with tokens of which the access token lives for an hour. */
async function imported(tokens: { accessToken: string; refreshToken: string }) {
  const made = await vault();
  const { accessToken: access_token, refreshToken: refresh_token } = tokens;
  const issued_at = new Date().toISOString();
  await made.call('POST', '/crm/oauth2/import', {
    credentials: { access_token, refresh_token, issued_at, expires_in: 3_600 },
    settings: { base_url: provider().issuer, test_path: '/me-api' },
  });
  const validate = () => made.call('POST', '/crm/oauth2/validate', {});
  const read = () => made.call('GET', '/crm/oauth2');
  return { ...made, id: await onlyId(made.ctx), validate, read };
}

const unknown = { accessToken: 'at-S3CRET', refreshToken: 'rt-S3CRET' };

it('says 401 where its provider refuses the refresh, with what it said and until when the tokens are kept', async () => {
  const { client, ctx, id, validate, read } = await imported(unknown);
  const answer = await validate();
  const { eraseDueAt, failingSince } = await grantOf(ctx, id);
  expect(eraseDueAt).toBe((failingSince ?? 0) + 48 * hourMs);
  expect(answer).toMatchObject({
    status: 401,
    body: {
      status_code: 401,
      error: 'Unauthorized',
      code: 'OAU-301',
      detail: {
        type: 'refresh_token_connector_error',
        message: expect.stringContaining('has to be connected again'),
        debug: { code: 'invalid_grant', message: expect.any(String), credentials_expire_at_ms: eraseDueAt },
      },
    },
  });
  expect(answer.text).not.toContain('S3CRET');
  expect(answer.headers.get('retry-after')).toBeNull();
  expect((await read()).body).toMatchObject({ data: { state: 'added', health: 'revoked' } });
  const again = client.vault.validateConnection.state({ serviceId: 'oauth2', unifiedApi: 'crm' });
  await expect(again).rejects.toBeInstanceOf(UnauthorizedResponse);
  await expect(again).rejects.toMatchObject({
    detail: {
      type: 'refresh_token_connector_error',
      debug: { code: 'invalid_grant', credentialsExpireAtMs: eraseDueAt },
    },
  });
});

it('says so also after the tokens were taken out, and asks nobody', async () => {
  const { ctx, id, validate } = await imported(unknown);
  await validate();
  await setGrant(ctx, id, { eraseDueAt: 1, accessExpiresAt: 1 });
  await eraseDeadTokens(ctx, placeOf(ctx, id));
  provider().reset();
  const { status, body } = await validate();
  expect([status, body]).toMatchObject([
    401,
    { detail: { type: 'refresh_token_connector_error', debug: { code: 'invalid_grant' } } },
  ]);
  expect(JSON.stringify(body)).not.toContain('credentials_expire_at_ms');
  expect(provider().traffic.tokenRequests).toBe(0);
});

it('says 503 and when to ask again where its provider gives none now and the last one has ended', async () => {
  const { ctx, id, validate } = await imported(await provider().newGrant());
  await expire(ctx, id);
  Object.assign(provider().behaviour, { failWith: '500', retryAfter: '90' });
  const { status, body, headers } = await validate();
  expect([status, body]).toMatchObject([503, { status_code: 503, code: 'OAU-302', detail: expect.any(String) }]);
  expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
  expect(Number(headers.get('retry-after'))).toBeLessThanOrEqual(90);
  expect(await grantOf(ctx, id)).toMatchObject({ state: 'retrying' });
  provider().behaviour.failWith = null;
  expect(await validate()).toMatchObject({ status: 200, body: { data: { state: 'callable' } } });
});

it('says 503 too where nobody tries again by itself', async () => {
  const { ctx, id, validate } = await imported(await provider().newGrant());
  await setRefreshing(ctx, { id, on: false });
  await expire(ctx, id);
  provider().behaviour.failWith = '500';
  const { status, headers } = await validate();
  expect([status, headers.get('retry-after')]).toEqual([503, '5']);
});

it('says 200 with its health where its provider gives none now and the last one lives', async () => {
  const { ctx, id, validate, read } = await imported(await provider().newGrant());
  const before = (await openFresh(ctx, await rowOf(ctx, id))).secret;
  provider().behaviour.failWith = '500';
  expect(await validate()).toMatchObject({ status: 200, body: { data: { id: 'crm+oauth2', state: 'callable' } } });
  expect(provider().traffic.tokenRequests).toBe(1);
  expect((await read()).body).toMatchObject({ data: { state: 'callable', health: 'pending_refresh' } });
  expect((await openFresh(ctx, await rowOf(ctx, id))).secret).toEqual(before);
});
