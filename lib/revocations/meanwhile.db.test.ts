import { eq } from 'drizzle-orm';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { read, transact } from '#db/client.ts';
import { audit } from '#db/schema/audit.ts';
import { grants, oauthApps } from '#db/schema/oauth.ts';
import { ask } from '#lib/api/testing.ts';
import { recorder } from '#lib/audit/commands.ts';
import { AppError } from '#lib/errors.ts';
import { eraseDeadTokens } from '#lib/dead-tokens/commands.ts';
import { refreshNow } from '#lib/grants/commands.ts';
import { describeGrant } from '#lib/grants/queries.ts';
import { grantOf, rowOf, setGrant } from '#lib/grants/testing.ts';
import { handOut } from '#lib/handouts/commands.ts';
import { placeOf } from '#lib/leases/queries.ts';
import { openOauthApp } from '#lib/oauth-apps/queries.ts';
import { whileItIsRefreshed } from '#lib/refreshes/testing.ts';
import { revokeGrant } from '#lib/tokens/commands.ts';
import { deleteCredentials, restoreCredentials } from '#lib/trash/commands.ts';
import { plantUse } from '#lib/uses/testing.ts';
import { openVersion } from '#lib/versions/queries.ts';
import { revokeUrlOf } from '#lib/vault-sign-ins/queries.ts';
import {
  back,
  confirm,
  connectionKey,
  consumerCtx,
  portal,
  post,
  rowsOf,
  testSignIns,
  toldBy,
  upToConfirm,
  type Place,
} from '#lib/vault-sign-ins/testing.ts';
import { disconnectCredential } from './commands.ts';

vi.mock('#lib/audit/commands.ts', { spy: true });
vi.mock('#lib/oauth-apps/queries.ts', { spy: true });
vi.mock('#lib/oauth/tokens.ts', { spy: true });
vi.mock('#lib/tokens/commands.ts', { spy: true });

const { server, place } = testSignIns();

beforeEach(() => {
  vi.mocked(recorder).mockReset();
  vi.mocked(revokeGrant).mockReset();
  server().reset();
});

/** A connection, with the link that takes it back. */
async function connected() {
  const of = await place();
  await confirm(of, await upToConfirm(of));
  const [row] = await rowsOf(of);
  const { pathname, search } = new URL((await revokeUrlOf(await consumerCtx(of), connectionKey, back)) ?? '');
  return { of, id: row?.id ?? '', link: pathname + search };
}

/** The same person or another signs in over what is there: its version is the next. */
async function signInAgain(of: Place): Promise<void> {
  expect((await confirm(of, await upToConfirm(of, 'grace'))).status).toBe(200);
}

/** What somebody else does once a request has looked, before its transaction. */
const beforeItWrites = (act: () => Promise<unknown>) =>
  vi.mocked(recorder).mockImplementationOnce(async (...given) => {
    await act();
    return recorder(...given);
  });

/** What somebody else does while the provider takes its time. */
const whileItIsAsked = (act: () => Promise<unknown>) =>
  vi.mocked(revokeGrant).mockImplementationOnce(async (...given) => {
    const answer = await revokeGrant(...given);
    await act();
    return answer;
  });

const isAccepted = async (of: Place, id: string, version: number) => {
  const { secret } = await openVersion(of.ctx, id, version);
  const headers = { authorization: `Bearer ${secret['accessToken']}` };
  return (await fetch(server().meUrl, { headers })).status === 200;
};

const toldOf = (id: string) => read().select().from(audit).where(eq(audit.targetId, id)).orderBy(audit.id);
const actionsOn = async (id: string) => (await toldOf(id)).map((one) => one.action);

/** What was said of taking it back, oldest first. */
const endsOf = async (id: string) =>
  (await toldOf(id))
    .filter(({ action }) => action.startsWith('credential.revo'))
    .map(({ action, detail }) => [action, detail]);
const endedHere = (provider: 'asked' | 'unreachable' | 'none') => ['credential.revoked', { provider }];

/** The client secret of every app of this tenant is sealed in a way that nobody knows. */
const makeUnreadable = (of: Place) =>
  transact(async (tx) => {
    await tx.update(oauthApps).set({ secretVersion: 9 }).where(eq(oauthApps.tenantId, of.ctx.tenantId));
  });

/** That it is ended here: handed out no more, and removed. */
async function expectEnded(of: Place, id: string): Promise<void> {
  const grant = await grantOf(of.ctx, id);
  expect(grant).toMatchObject({ state: 'reconnect', refreshDueAt: null, leasedUntil: null });
  expect(await rowOf(of.ctx, id)).toMatchObject({ state: 'reconnect', stateCode: 'revoked' });
  await eraseDeadTokens(of.ctx, placeOf(of.ctx, id));
  expect(Object.keys((await openVersion(of.ctx, id, grant.version)).secret)).not.toContain('accessToken');
  expect(Object.keys((await openVersion(of.ctx, id, grant.version)).secret)).not.toContain('refreshToken');
}

describe('a sign-in while access is taken back', () => {
  it('stays when it comes while the provider is asked: the one before it has ended', async () => {
    const { of, id, link } = await connected();
    whileItIsAsked(() => signInAgain(of));
    expect(toldBy(await ask('GET', link))).toEqual({ service_id: portal, revoked: 'true' });
    expect(server().traffic.revokedGrants).toHaveLength(1);
    expect(await rowOf(of.ctx, id)).toMatchObject({ version: 2, state: 'passed' });
    expect(await grantOf(of.ctx, id)).toMatchObject({ version: 2, state: 'live', eraseDueAt: null });
    expect(await isAccepted(of, id, 2)).toBe(true);
  });

  it('stays when it comes before: the link is over, and nobody is asked', async () => {
    const { of, id, link } = await connected();
    beforeItWrites(() => signInAgain(of));
    expect((await ask('GET', link)).status).toBe(410);
    expect(server().traffic.revokedGrants).toEqual([]);
    expect(await rowOf(of.ctx, id)).toMatchObject({ version: 2, state: 'passed' });
    expect(await grantOf(of.ctx, id)).toMatchObject({ version: 2, state: 'live', eraseDueAt: null });
    expect(await isAccepted(of, id, 2)).toBe(true);
    expect(await actionsOn(id)).not.toContain('credential.revoked');
  });

  it('stays when it comes after a deletion that takes back, once it was restored', async () => {
    const { of, id } = await connected();
    whileItIsAsked(async () => {
      await restoreCredentials(of.ctx, [id]);
      await signInAgain(of);
    });
    const { revocations } = await deleteCredentials(of.ctx, [id], true);
    expect(revocations).toMatchObject([{ failure: null }]);
    expect(await rowOf(of.ctx, id)).toMatchObject({ version: 2, state: 'passed', deletedAt: null });
    expect(await grantOf(of.ctx, id)).toMatchObject({ version: 2, state: 'live' });
    expect(await isAccepted(of, id, 2)).toBe(true);
  });
});

describe('a flow that is activated while access is taken back', () => {
  const activate = (of: Place, id: string) => plantUse(of.ctx, id, { flowName: 'Nightly', flowState: 'active' });

  it('keeps it when it comes before: nobody is asked', async () => {
    const { of, id, link } = await connected();
    beforeItWrites(() => activate(of, id));
    expect(toldBy(await ask('GET', link))).toMatchObject({ error: 'in_use' });
    expect(server().traffic.revokedGrants).toEqual([]);
    expect(await rowOf(of.ctx, id)).toMatchObject({ state: 'passed' });
    expect(await isAccepted(of, id, 1)).toBe(true);
  });

  it('finds it ended when it comes while the provider is asked', async () => {
    const { of, id, link } = await connected();
    whileItIsAsked(() => activate(of, id));
    expect(toldBy(await ask('GET', link))).toMatchObject({ revoked: 'true' });
    expect(server().traffic.revokedGrants).toHaveLength(1);
    await expectEnded(of, id);
  });
});

describe('access that is taken back', () => {
  it('is not given again by a refresh that was under way', async () => {
    const { of, id } = await connected();
    const ctx = await consumerCtx(of);
    whileItIsRefreshed(() => disconnectCredential(ctx, { id, version: 1 }));
    await refreshNow(of.ctx, id);
    expect(server().traffic).toMatchObject({ refreshRequests: 1, deadGrants: [] });
    await expectEnded(of, id);
    expect(server().traffic.revokedGrants).toHaveLength(1);
  });

  it('is what a refresh left a moment before: its provider ends the newest tokens', async () => {
    const { of, id } = await connected();
    beforeItWrites(() => refreshNow(of.ctx, id));
    await disconnectCredential(await consumerCtx(of), { id, version: 1 });
    expect(await grantOf(of.ctx, id)).toMatchObject({ state: 'reconnect', refreshedAt: expect.any(Number) });
    expect(vi.mocked(revokeGrant).mock.calls[0]?.[1].secret).toEqual((await openVersion(of.ctx, id, 1)).secret);
    await expectEnded(of, id);
  });

  it('has ended here also when this program stops while its provider is asked', async () => {
    const { of, id } = await connected();
    vi.mocked(revokeGrant).mockRejectedValueOnce(new Error('Stopped.'));
    await expect(disconnectCredential(await consumerCtx(of), { id, version: 1 })).rejects.toThrow('Stopped.');
    expect(await endsOf(id)).toEqual([endedHere('asked')]);
    await expectEnded(of, id);
  });

  it('has ended here also when its provider does not end it, which is told', async () => {
    const { of, id } = await connected();
    const failed = { ok: false, code: 'http_500', message: 'It did not.', fix: 'By hand.' } as const;
    vi.mocked(revokeGrant).mockResolvedValueOnce(failed);
    await disconnectCredential(await consumerCtx(of), { id, version: 1 });
    expect(await endsOf(id)).toEqual([endedHere('asked'), ['credential.revocation_failed', { code: 'http_500' }]]);
    await expectEnded(of, id);
  });

  it('is told as ended at its provider once that has agreed', async () => {
    const { of, id } = await connected();
    await disconnectCredential(await consumerCtx(of), { id, version: 1 });
    expect(await endsOf(id)).toEqual([endedHere('asked'), ['credential.revocation_agreed', {}]]);
  });

  it('is told as ended here alone where there is nobody to ask', async () => {
    const { of, id } = await connected();
    await transact(async (tx) => {
      await tx.update(grants).set({ appId: null }).where(eq(grants.credentialId, id));
    });
    await disconnectCredential(await consumerCtx(of), { id, version: 1 });
    expect(await endsOf(id)).toEqual([endedHere('none')]);
    expect(server().traffic.revokedGrants).toEqual([]);
    await expectEnded(of, id);
  });

  it('is asked for once by two at once', async () => {
    const { of, id } = await connected();
    const ctx = await consumerCtx(of);
    beforeItWrites(() => disconnectCredential(ctx, { id, version: 1 }));
    await disconnectCredential(ctx, { id, version: 1 });
    expect(vi.mocked(revokeGrant)).toHaveBeenCalledOnce();
    expect((await actionsOn(id)).filter((one) => one === 'credential.revoked')).toHaveLength(1);
  });

  it('comes back by nobody who asks for a refresh before its tokens are removed', async () => {
    const { of, id } = await connected();
    // Nothing was sent to the provider: there the tokens live on.
    vi.mocked(revokeGrant).mockResolvedValueOnce(null);
    await disconnectCredential(await consumerCtx(of), { id, version: 1 });
    const before = await grantOf(of.ctx, id);
    expect(await post(of, 'validate', {})).toMatchObject({ status: 401, body: { code: 'OAU-301' } });
    await expect(refreshNow(of.ctx, id)).rejects.toMatchObject({ code: 'OAU-301' });
    const refreshed = await ask('POST', `/v1/credentials/${id}/refresh`, { key: of.key, body: {} });
    expect(refreshed).toMatchObject({ status: 409, body: { code: 'OAU-301' } });
    await expect(handOut(of.ctx, { id })).rejects.toMatchObject({ code: 'OAU-301' });
    expect(server().traffic.refreshRequests).toBe(0);
    expect(await describeGrant(of.ctx, id)).toMatchObject({ canRefresh: false });
    expect(await endsOf(id)).toEqual([endedHere('asked'), ['credential.revocation_failed', { code: 'no_token' }]]);
    expect(await grantOf(of.ctx, id)).toEqual(before);
    await expectEnded(of, id);
  });

  it('is also that of a token that lives on after its refreshes have ended', async () => {
    const { of, id } = await connected();
    await setGrant(of.ctx, id, { state: 'reconnect', failureCode: 'invalid_grant', refreshDueAt: null });
    expect(await handOut(of.ctx, { id })).toMatchObject({ accessToken: expect.any(String) });
    await disconnectCredential(await consumerCtx(of), { id, version: 1 });
    await expect(handOut(of.ctx, { id })).rejects.toMatchObject({ code: 'OAU-301' });
    expect(server().traffic.revokedGrants).toHaveLength(1);
    await expectEnded(of, id);
  });

  it('has ended here also while the OAuth app cannot be read, which is told', async () => {
    const { of, id } = await connected();
    await makeUnreadable(of);
    await disconnectCredential(await consumerCtx(of), { id, version: 1 });
    expect(await endsOf(id)).toEqual([
      endedHere('unreachable'),
      ['credential.revocation_failed', { code: 'UNREADABLE' }],
    ]);
    expect(server().traffic.revokedGrants).toEqual([]);
    await expectEnded(of, id);
  });

  it('stays given while the database has no time for it', async () => {
    const { of, id } = await connected();
    vi.mocked(openOauthApp).mockRejectedValueOnce(new AppError('BUSY'));
    await expect(disconnectCredential(await consumerCtx(of), { id, version: 1 })).rejects.toMatchObject({
      code: 'BUSY',
    });
    expect(await endsOf(id)).toEqual([]);
    expect(await rowOf(of.ctx, id)).toMatchObject({ state: 'passed' });
  });

  it('is deleted as it was meant while the OAuth app cannot be read, which is told', async () => {
    const { of, id } = await connected();
    await makeUnreadable(of);
    const { revocations } = await deleteCredentials(of.ctx, [id], true);
    expect(revocations).toMatchObject([{ app: 'Carrier portal', failure: { fix: expect.stringContaining('itself') } }]);
    expect(await endsOf(id)).toEqual([['credential.revocation_failed', { code: 'UNREADABLE' }]]);
  });
});
