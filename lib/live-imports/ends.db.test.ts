import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { read, transact } from '#db/client.ts';
import { audit } from '#db/schema/audit.ts';
import { credentials } from '#db/schema/credentials.ts';
import { testDatabase } from '#db/testing.ts';
import type { OauthServer } from '#e2e/fakes/oauth-server.ts';
import { dayMs, hourMs, minuteMs, secondMs } from '#lib/clock.ts';
import { importConnection } from '#lib/connections/commands.ts';
import { rowsOf } from '#lib/credentials/testing.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { eraseDeadTokens } from '#lib/dead-tokens/commands.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { openFresh, refreshDue, refreshNow } from '#lib/grants/commands.ts';
import { addApp, grantOf, rowOf, startProvider } from '#lib/grants/testing.ts';
import { placeOf } from '#lib/leases/queries.ts';
import { whileItIsRefreshed } from '#lib/refreshes/testing.ts';
import { disconnectCredential } from '#lib/revocations/commands.ts';
import { openVersion } from '#lib/versions/queries.ts';
import { listLiveRows } from './queries.ts';
import { imported } from './testing.ts';

vi.mock('#lib/oauth/tokens.ts', { spy: true });

let provider: OauthServer;
beforeAll(async () => {
  await testDatabase();
  provider = await startProvider();
});
beforeEach(() => {
  provider.behaviour.answer = {};
  provider.reset();
});
afterAll(() => provider.stop());

type Send = (ctx: WorkspaceCtx, tokens: object) => Promise<{ outcome: string; said: string }>;

const settings = () => ({ base_url: provider.issuer, test_path: '/me-api' });

const alone: Send = async (ctx, tokens) => {
  const item = { consumer: 'user-1', unifiedApi: 'crm', serviceId: 'oauth2' };
  const result = await importConnection(ctx, { ...item, credentials: { ...tokens }, settings: settings() });
  return { outcome: result.outcome, said: result.warnings.join(' ') };
};

const inFile: Send = async (ctx, tokens) => {
  const line = { consumer_id: 'user-1', unified_api: 'crm', service_id: 'oauth2' };
  const { id } = await imported(ctx, JSON.stringify({ ...line, credentials: tokens, settings: settings() }));
  const { rows } = await listLiveRows(ctx, id, { outcome: 'all', after: 0 });
  return { outcome: rows[0]?.outcome ?? '', said: rows[0]?.message ?? '' };
};

const iso = (time: number): string => new Date(time).toISOString();

async function onlyId(ctx: WorkspaceCtx): Promise<string> {
  const [row] = await rowsOf(ctx);
  return row?.id ?? '';
}

const told = (ctx: WorkspaceCtx) =>
  read()
    .select({ action: audit.action, detail: audit.detail })
    .from(audit)
    .where(and(eq(audit.tenantId, ctx.tenantId), eq(audit.targetKind, 'credential')))
    .orderBy(audit.id);

async function place() {
  const ctx = await testWorkspace();
  await addApp(ctx, provider);
  const { accessToken: access_token, refreshToken: refresh_token } = await provider.newGrant();
  return { ctx, tokens: { access_token, refresh_token } };
}

describe.each([
  ['alone', alone],
  ['in a file', inFile],
])('the same tokens, sent again %s', (_way, send) => {
  it('with a length in the right unit end then, and are refreshed', async () => {
    const { ctx, tokens } = await place();
    const issuedAt = Date.now() - 2 * hourMs;
    const wrong = { ...tokens, issued_at: iso(issuedAt), expires_in: 3_600_000 };
    expect(await send(ctx, wrong)).toMatchObject({ outcome: 'created', said: expect.stringContaining('42 days') });
    const id = await onlyId(ctx);
    expect((await grantOf(ctx, id)).refreshDueAt).toBeGreaterThan(Date.now() + 30 * dayMs);
    const right = { ...wrong, expires_in: 3_600 };
    expect(await send(ctx, right)).toEqual({ outcome: 'updated', said: '' });
    const end = issuedAt + hourMs;
    const grant = await grantOf(ctx, id);
    expect(grant).toMatchObject({ accessExpiresAt: end, version: 1, generation: 1, state: 'live' });
    expect(grant.refreshDueAt).toBeLessThanOrEqual(Date.now());
    const after = await told(ctx);
    expect(after.map(({ action }) => action)).toEqual(['credential.imported', 'credential.overridden']);
    expect(after[1]?.detail).toMatchObject({ expiresAt: iso(end) });
    expect((await openVersion(ctx, id, 1)).secret).toMatchObject({ expiresAt: iso(end) });
    for (let n = 0; n < 2; n += 1) expect(await send(ctx, right)).toEqual({ outcome: 'unchanged', said: '' });
    expect(await told(ctx)).toEqual(after);
    expect(await grantOf(ctx, id)).toEqual(grant);
    const { secret } = await openFresh(ctx, await rowOf(ctx, id));
    expect(secret['accessToken']).not.toBe(tokens.access_token);
    expect(provider.traffic).toMatchObject({ tokenRequests: 1, deadGrants: [] });
  });

  it('with the right beginning, or for the first time with one, are due by that', async () => {
    const { ctx, tokens } = await place();
    const now = Date.now();
    expect(await send(ctx, { ...tokens, expires_in: 7_200 })).toMatchObject({ outcome: 'created' });
    const id = await onlyId(ctx);
    for (const issuedAt of [now - hourMs, now]) {
      expect(await send(ctx, { ...tokens, issued_at: iso(issuedAt), expires_in: 7_200 })).toMatchObject({
        outcome: 'updated',
      });
      const { accessExpiresAt, refreshDueAt } = await grantOf(ctx, id);
      expect(accessExpiresAt).toBe(issuedAt + 2 * hourMs);
      expect(refreshDueAt).toBeGreaterThan(now + (issuedAt === now ? 80 : 20) * minuteMs);
      expect(refreshDueAt).toBeLessThan(issuedAt + 2 * hourMs);
    }
    expect(await rowOf(ctx, id)).toMatchObject({ version: 1, expiresAt: null });
    expect(await told(ctx)).toHaveLength(3);
  });

  it('need a person at another time where nobody can refresh them', async () => {
    const ctx = await testWorkspace();
    const issuedAt = Date.now() - minuteMs;
    const tokens = { access_token: 'a', issued_at: iso(issuedAt) };
    await send(ctx, { ...tokens, expires_in: 3_600_000 });
    expect(await send(ctx, { ...tokens, expires_in: 3_600 })).toMatchObject({ outcome: 'updated' });
    const id = await onlyId(ctx);
    expect((await rowOf(ctx, id)).expiresAt).toBe(issuedAt + hourMs);
    expect(await grantOf(ctx, id)).toMatchObject({ accessExpiresAt: issuedAt + hourMs, refreshDueAt: null });
  });

  it('change nothing while only the clock goes on', async () => {
    for (const times of [{}, { expires_in: 3_600 }, { issued_at: iso(Date.now() + hourMs), expires_in: 3_600 }]) {
      const { ctx, tokens } = await place();
      expect(await send(ctx, { ...tokens, ...times })).toMatchObject({ outcome: 'created' });
      const before = [await grantOf(ctx, await onlyId(ctx)), await told(ctx)];
      for (let n = 0; n < 2; n += 1)
        expect(await send(ctx, { ...tokens, ...times })).toMatchObject({ outcome: 'unchanged' });
      expect([await grantOf(ctx, await onlyId(ctx)), await told(ctx)]).toEqual(before);
    }
  });

  it('from a clock that is ahead can be corrected too, and back again', async () => {
    const { ctx, tokens } = await place();
    const issued_at = iso(Date.now() + minuteMs);
    await send(ctx, { ...tokens, issued_at, expires_in: 3_600_000 });
    for (const expires_in of [3_600, 7_200, 3_600]) {
      expect(await send(ctx, { ...tokens, issued_at, expires_in })).toMatchObject({ outcome: 'updated' });
      const { accessExpiresAt } = await grantOf(ctx, await onlyId(ctx));
      expect(Math.abs((accessExpiresAt ?? 0) - Date.now() - expires_in * secondMs)).toBeLessThan(minuteMs);
    }
  });

  it('take nothing back from those that a provider has given since', async () => {
    const { ctx, tokens } = await place();
    const sent = { ...tokens, issued_at: iso(Date.now()), expires_in: 3_600_000 };
    await send(ctx, sent);
    const id = await onlyId(ctx);
    await refreshNow(ctx, id);
    const before = [await grantOf(ctx, id), await openVersion(ctx, id, 1), await told(ctx)];
    for (const expires_in of [3_600, 60, 3_600_000])
      expect(await send(ctx, { ...sent, expires_in })).toMatchObject({ outcome: 'unchanged' });
    expect([await grantOf(ctx, id), await openVersion(ctx, id, 1), await told(ctx)]).toEqual(before);
  });
});

describe('another end of tokens that are here', () => {
  const wrongOf = (tokens: object) => ({ ...tokens, issued_at: iso(Date.now() - 2 * hourMs), expires_in: 3_600_000 });

  it('is not that of a token the provider has given anew, though it is spelled the same', async () => {
    const { ctx, tokens } = await place();
    const wrong = wrongOf(tokens);
    await alone(ctx, wrong);
    const id = await onlyId(ctx);
    provider.behaviour.answer = { access_token: tokens.access_token, refresh_token: null };
    await refreshNow(ctx, id);
    const before = await grantOf(ctx, id);
    expect((await openVersion(ctx, id, 1)).secret).toMatchObject({ accessToken: tokens.access_token });
    expect(await alone(ctx, { ...wrong, expires_in: 3_600 })).toMatchObject({ outcome: 'unchanged' });
    expect(await grantOf(ctx, id)).toEqual(before);
  });

  it('does not stop a refresh that is under way', async () => {
    const { ctx, tokens } = await place();
    const wrong = wrongOf(tokens);
    await alone(ctx, wrong);
    const id = await onlyId(ctx);
    whileItIsRefreshed(async () => {
      expect(await alone(ctx, { ...wrong, expires_in: 3_600 })).toMatchObject({ outcome: 'updated' });
    });
    expect(await refreshNow(ctx, id)).toMatchObject({ state: 'live' });
    const { secret } = await openVersion(ctx, id, 1);
    expect(secret['refreshToken']).not.toBe(tokens.refresh_token);
    expect((await grantOf(ctx, id)).accessExpiresAt).toBe(Date.parse(secret['expiresAt'] ?? ''));
    const headers = { authorization: `Bearer ${secret['accessToken']}` };
    expect((await fetch(provider.meUrl, { headers })).status).toBe(200);
    expect(provider.traffic).toMatchObject({ tokenRequests: 1, deadGrants: [] });
  });

  it('has an app asked again that said no to the ended token', async () => {
    const { ctx, tokens } = await place();
    const wrong = wrongOf(tokens);
    await alone(ctx, wrong);
    const id = await onlyId(ctx);
    await transact(async (tx) => {
      await tx.update(credentials).set({ state: 'failed', verifyDueAt: null }).where(eq(credentials.id, id));
    });
    await alone(ctx, { ...wrong, expires_in: 3_600 });
    expect((await rowOf(ctx, id)).verifyDueAt).toBeLessThanOrEqual(Date.now() + minuteMs);
    expect((await rowOf(ctx, id)).verifyDueAt).toBeGreaterThan(0);
  });

  it('brings no grant back that its provider has ended', async () => {
    const { ctx } = await place();
    const wrong = wrongOf({ access_token: 'at-unknown', refresh_token: 'rt-unknown' });
    await alone(ctx, wrong);
    const id = await onlyId(ctx);
    await refreshNow(ctx, id);
    expect(await alone(ctx, { ...wrong, expires_in: 3_600 })).toMatchObject({ outcome: 'updated' });
    const { accessExpiresAt, ...grant } = await grantOf(ctx, id);
    expect(accessExpiresAt).toBeLessThan(Date.now());
    expect(grant).toMatchObject({ state: 'reconnect', refreshDueAt: null, version: 1 });
    await refreshDue(ctx, id);
    expect(provider.traffic.tokenRequests).toBe(1);
    await expect(openFresh(ctx, await rowOf(ctx, id))).rejects.toMatchObject({ code: 'OAU-301' });
  });
});

describe('a connection whose access was taken back', () => {
  const times = { issued_at: iso(Date.now()), expires_in: 3_600 };

  async function takenBack() {
    const { ctx, tokens } = await place();
    const sent = { ...tokens, ...times };
    await alone(ctx, sent);
    const id = await onlyId(ctx);
    await disconnectCredential(ctx, { id, version: 1 });
    return { ctx, id, sent };
  }

  it.each([
    ['the same tokens alone', alone, times],
    ['the same tokens in a file', inFile, times],
    ['the same tokens with another end', alone, { ...times, expires_in: 7_200 }],
  ])('is begun anew by %s, and keeps them', async (_what, send, said) => {
    const { ctx, id, sent } = await takenBack();
    expect(await send(ctx, { ...sent, ...said })).toMatchObject({ outcome: 'updated' });
    const begun = { version: 2, state: 'live', failureCode: null, eraseDueAt: null };
    expect(await grantOf(ctx, id)).toMatchObject(begun);
    expect(await rowOf(ctx, id)).toMatchObject({ state: 'unverified', stateCode: null });
    await eraseDeadTokens(ctx, placeOf(ctx, id));
    expect((await openVersion(ctx, id, 2)).secret).toMatchObject({
      accessToken: sent.access_token,
      refreshToken: sent.refresh_token,
    });
    expect(await send(ctx, { ...sent, ...said })).toMatchObject({ outcome: 'unchanged' });
  });

  it.each(['/me-api', '/userinfo'])('is not begun anew by settings alone, testing at %s', async (test_path) => {
    const { ctx, id } = await takenBack();
    const before = await grantOf(ctx, id);
    const item = { consumer: 'user-1', unifiedApi: 'crm', serviceId: 'oauth2' };
    for (const removes of [false, true]) {
      if (removes) await eraseDeadTokens(ctx, placeOf(ctx, id));
      const changing = importConnection(ctx, { ...item, settings: { ...settings(), test_path } });
      await expect(changing).rejects.toMatchObject({
        code: 'INPUT_INVALID',
        detail: { fields: ['credentials.access_token'] },
      });
      expect(await grantOf(ctx, id)).toMatchObject({ version: 1, state: 'reconnect', failureCode: before.failureCode });
    }
  });
});
