import { eq } from 'drizzle-orm';
import { describe, expect, it, vi } from 'vitest';
import { transact } from '#db/client.ts';
import { credentials } from '#db/schema/credentials.ts';
import { importConnection, updateConnection } from '#lib/connections/commands.ts';
import { testServer } from '#lib/connects/testing.ts';
import { updateCredential } from '#lib/credentials/commands.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { eraseDeadTokens } from '#lib/dead-tokens/commands.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { connect, grantOf, rowOf } from '#lib/grants/testing.ts';
import { handOut } from '#lib/handouts/commands.ts';
import { imported } from '#lib/import-history/testing.ts';
import { exported, withPassword } from '#lib/imports/testing.ts';
import { placeOf } from '#lib/leases/queries.ts';
import { disconnectCredential } from '#lib/revocations/commands.ts';
import { prepareVersion } from '#lib/versions/commands.ts';
import { undoImport } from '#lib/undos/commands.ts';
import { whileItIsProved } from '#lib/verifications/testing.ts';
import { openVersion } from '#lib/versions/queries.ts';
import { restoreVersion } from './commands.ts';

vi.mock('#lib/verifications/commands.ts', { spy: true });

const provider = testServer();

/** A token without end, of a provider nobody can be asked at; its second version has other settings and the same token. */
async function connected(more: Readonly<Record<string, string>> = {}) {
  const ctx = await testWorkspace();
  const { accessToken } = await provider().newGrant();
  const item = { consumer: 'user-1', unifiedApi: 'crm', serviceId: 'oauth2' };
  const settings = { base_url: provider().issuer, test_path: '/me-api' };
  const tokens = { access_token: accessToken, ...more };
  const { credentialId } = await importConnection(ctx, { ...item, credentials: tokens, settings });
  await updateConnection(ctx, { ...item, settings: { test_path: '/me-api?again=1' } });
  const id = credentialId ?? '';
  expect(await handOut(ctx, { id })).toMatchObject({ version: 2, accessToken });
  return { ctx, id, item, settings, accessToken };
}

async function takenBack(more: Readonly<Record<string, string>> = {}) {
  const of = await connected(more);
  await disconnectCredential(of.ctx, { id: of.id, version: 2 });
  return of;
}

const restore = async (ctx: WorkspaceCtx, id: string, number: number) =>
  restoreVersion(ctx, { id, number, revision: (await rowOf(ctx, id)).revision });

const inputOf = async (ctx: WorkspaceCtx, id: string) => {
  const { revision, name, environment, settings } = await rowOf(ctx, id);
  return { id, revision, name, environment, settings: settings ?? {}, expiresAt: null, acceptUntested: true };
};

async function expectOver(ctx: WorkspaceCtx, id: string): Promise<void> {
  expect(await grantOf(ctx, id)).toMatchObject({ version: 2, state: 'reconnect', failureCode: 'taken_back' });
  await expect(handOut(ctx, { id })).rejects.toMatchObject({ code: 'OAU-301' });
}

describe('access that was taken back', () => {
  it.each([
    ['an access token', {}],
    ['a refresh token too', { refresh_token: 'r' }],
  ])('is in no version that holds the same tokens, and comes back from none: %s', async (_what, more) => {
    const { ctx, id } = await takenBack(more);
    await eraseDeadTokens(ctx, placeOf(ctx, id));
    for (const number of [1, 2]) {
      expect((await openVersion(ctx, id, number)).secret).toEqual({});
      await expect(restore(ctx, id, number)).rejects.toMatchObject({ code: 'OAU-301' });
    }
    await expectOver(ctx, id);
  });

  it('leaves the tokens of another sign-in in their version', async () => {
    const { ctx, id, item, settings } = await connected();
    await importConnection(ctx, { ...item, credentials: { access_token: 'another' }, settings });
    await disconnectCredential(ctx, { id, version: 3 });
    await eraseDeadTokens(ctx, placeOf(ctx, id));
    expect((await openVersion(ctx, id, 3)).secret).toEqual({});
    expect((await openVersion(ctx, id, 2)).secret).toMatchObject({ accessToken: expect.any(String) });
  });

  it.each([1, 2])('is not restored from version %i while its tokens are there still', async (number) => {
    const { ctx, id } = await takenBack();
    await expect(restore(ctx, id, number)).rejects.toMatchObject({ code: 'OAU-301' });
    await expectOver(ctx, id);
  });

  it('is not carried on by an edit that says when its token ends', async () => {
    const { ctx, id } = await takenBack();
    const input = { ...(await inputOf(ctx, id)), secret: { expiresAt: 'never' } };
    await expect(updateCredential(ctx, input)).rejects.toMatchObject({ code: 'OAU-301' });
    await expectOver(ctx, id);
  });

  it.each([
    ['a restore', (ctx: WorkspaceCtx, id: string) => restore(ctx, id, 1), 'OAU-301'],
    [
      'an edit',
      async (ctx: WorkspaceCtx, id: string) =>
        updateCredential(ctx, { ...(await inputOf(ctx, id)), secret: { expiresAt: 'never' } }),
      'BUSY',
    ],
  ])('is not carried on by %s that had read its token before', async (_what, change, code) => {
    const { ctx, id } = await connected();
    whileItIsProved(() => disconnectCredential(ctx, { id, version: 2 }));
    await expect(change(ctx, id)).rejects.toMatchObject({ code });
    await expectOver(ctx, id);
  });

  it('begins anew with tokens that are typed', async () => {
    const { ctx, id, accessToken } = await takenBack();
    await eraseDeadTokens(ctx, placeOf(ctx, id));
    await updateCredential(ctx, { ...(await inputOf(ctx, id)), secret: { accessToken, expiresAt: 'never' } });
    expect(await handOut(ctx, { id })).toMatchObject({ version: 3, accessToken });
    await expect(restore(ctx, id, 2)).rejects.toMatchObject({ code: 'STATE_INVALID' });
    expect(await handOut(ctx, { id })).toMatchObject({ version: 3, accessToken });
  });
});

it('tokens that were taken back do not come back by the undo of an import that had brought them once more', async () => {
  const ctx = await withPassword(await testWorkspace());
  const id = await connect(ctx, provider(), { accessToken: 'only' });
  const { importId } = await imported(ctx, await exported(ctx, [id]), () => 'override');
  expect(await handOut(ctx, { id })).toMatchObject({ version: 2, accessToken: 'only' });
  await disconnectCredential(ctx, { id, version: 2 });
  await expect(undoImport(ctx, { id: importId })).rejects.toMatchObject({ code: 'BUSY' });
  await expectOver(ctx, id);
  await eraseDeadTokens(ctx, placeOf(ctx, id));
  await undoImport(ctx, { id: importId });
  expect((await openVersion(ctx, id, 3)).secret).not.toHaveProperty('accessToken');
  await expect(handOut(ctx, { id })).rejects.toMatchObject({ code: 'OAU-301' });
});

it('a version without a token is handed out to nobody', async () => {
  const { ctx, id } = await connected();
  const { settings, audience } = await openVersion(ctx, id, 2);
  const version = { credentialId: id, number: 3, settings, audience, secret: {}, reason: 'undone' } as const;
  const add = await prepareVersion(ctx, version);
  await transact(async (tx, now) => {
    await tx.update(credentials).set({ version: 3 }).where(eq(credentials.id, id));
    await add(tx, now);
  });
  await expect(handOut(ctx, { id })).rejects.toMatchObject({ code: 'OAU-301' });
});
