import { and, eq } from 'drizzle-orm';
import { beforeAll, describe, expect, it } from 'vitest';
import { read, transact } from '#db/client.ts';
import { credentials } from '#db/schema/credentials.ts';
import { grants, oauthApps } from '#db/schema/oauth.ts';
import { testDatabase } from '#db/testing.ts';
import { hourMs, minuteMs } from '#lib/clock.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { testWorkspace, withRole } from '#lib/gate/testing.ts';
import { createOauthApp, deleteOauthApp, rotateSecret, updateOauthApp } from '#lib/oauth-apps/commands.ts';
import { appInput, plantGrant } from '#lib/oauth-apps/testing.ts';
import { countUsers, listAppUsers } from './queries.ts';
import { usersPageSize } from './schema.ts';

beforeAll(testDatabase);

const { component: _component, clientSecret: _clientSecret, ...facts } = appInput();

async function grantOf(ctx: WorkspaceCtx, credentialId: string) {
  const [row] = await read()
    .select()
    .from(grants)
    .where(and(eq(grants.tenantId, ctx.tenantId), eq(grants.credentialId, credentialId)));
  if (!row) throw new Error('no grant');
  return row;
}

const setDeleted = (id: string, deletedAt: number | null) =>
  transact(async (tx) => {
    await tx.update(credentials).set({ deletedAt }).where(eq(credentials.id, id));
  });

describe('grants of a client nobody here was', () => {
  it('are refreshed by its app from the moment it is created, those that may go there', async () => {
    const ctx = await testWorkspace();
    const stranger = await testWorkspace();
    const fresh = await plantGrant(ctx, 'Fresh');
    const old = await plantGrant(ctx, 'Old', { accessExpiresAt: 1_000 });
    const unknown = await plantGrant(ctx, 'Unknown', { accessExpiresAt: null });
    const lasting = await plantGrant(ctx, 'Lasting', { isRefreshable: false });
    const stopped = await plantGrant(ctx, 'Stopped', { state: 'stopped' });
    const dead = await plantGrant(ctx, 'Dead', { state: 'reconnect' });
    const others = [
      await plantGrant(ctx, 'Another client', { clientId: 'else' }),
      await plantGrant(ctx, 'No client', { clientId: null }),
      await plantGrant(ctx, 'Another server', {}, ['https://login.example.org:443']),
      await plantGrant(ctx, 'Longer port', {}, ['https://login.example.com:4430', 'https://xlogin.example.com:443']),
      await plantGrant(ctx, 'Another app', { component: 'github' }),
      await plantGrant(ctx, 'Bound already', { appId: 'oap_other', host: 'h:1' }),
    ];
    const foreign = await plantGrant(stranger, 'Foreign');
    const before = Date.now();
    const { id } = await createOauthApp(ctx, appInput());
    const bound = { appId: id, host: `login.example.com:443 ${ctx.tenantId}` };
    const { accessExpiresAt, tokensAt, refreshDueAt } = await grantOf(ctx, fresh);
    expect(refreshDueAt).toBe(tokensAt + 0.8 * hourMs);
    expect(accessExpiresAt).toBe(tokensAt + hourMs);
    for (const one of [old, unknown]) {
      const { refreshDueAt: due } = await grantOf(ctx, one);
      expect(Math.abs((due ?? 0) - before)).toBeLessThan(minuteMs);
    }
    for (const one of [fresh, old, unknown, lasting, stopped, dead])
      expect(await grantOf(ctx, one)).toMatchObject(bound);
    for (const one of [lasting, stopped, dead]) expect((await grantOf(ctx, one)).refreshDueAt).toBeNull();
    for (const one of others) expect((await grantOf(ctx, one)).appId).not.toBe(id);
    expect((await grantOf(stranger, foreign)).appId).toBeNull();
  });

  it('end for a person when their refresh token does, from then on', async () => {
    const ctx = await testWorkspace();
    const [inMonths, inHours] = [Date.now() + 90 * 24 * hourMs, Date.now() + hourMs];
    const expiresAt = async (id: string) => {
      const [row] = await read().select().from(credentials).where(eq(credentials.id, id));
      return row?.expiresAt;
    };
    const ends = { accessExpiresAt: inHours, refreshExpiresAt: inMonths };
    const refreshed = await plantGrant(ctx, 'Refreshed', ends);
    const pasted = await plantGrant(ctx, 'Pasted', { ...ends, isRefreshable: false });
    const trashed = await plantGrant(ctx, 'Trashed', ends);
    for (const id of [refreshed, pasted, trashed])
      await transact(async (tx) => {
        await tx.update(credentials).set({ expiresAt: inHours }).where(eq(credentials.id, id));
      });
    const { id } = await createOauthApp(ctx, appInput());
    expect(await expiresAt(refreshed)).toBe(inMonths);
    expect(await expiresAt(pasted)).toBe(inHours);
    expect(await expiresAt(trashed)).toBe(inMonths);
    for (const one of [refreshed, pasted, trashed]) await setDeleted(one, 1);
    await deleteOauthApp(ctx, id);
    expect(await expiresAt(trashed)).toBe(inHours);
  });

  it('are found by an edit that makes an app their client', async () => {
    const ctx = await testWorkspace();
    const { id } = await createOauthApp(ctx, appInput({ clientId: 'another' }));
    const credentialId = await plantGrant(ctx, 'Waiting');
    await updateOauthApp(ctx, { id, revision: 1, ...facts });
    expect(await grantOf(ctx, credentialId)).toMatchObject({ appId: id });
  });
});

describe('an app that is in use', () => {
  it('is not deleted and keeps its client id; the refusal counts and names, newest first', async () => {
    const ctx = await testWorkspace();
    const { id } = await createOauthApp(ctx, appInput());
    const names = Array.from({ length: 7 }, (_, n) => `Shop ${n}`);
    for (const name of names) await plantGrant(ctx, name, { appId: id });
    const refusal = { code: 'OAU-102', detail: { count: 7, names: names.slice(2).toReversed() } };
    await expect(deleteOauthApp(ctx, id)).rejects.toMatchObject(refusal);
    await expect(deleteOauthApp(ctx, id)).rejects.toThrow('Shop 6, Shop 5, Shop 4, Shop 3, Shop 2 and 2 more were');
    await expect(updateOauthApp(ctx, { id, revision: 1, ...facts, clientId: 'b' })).rejects.toMatchObject(refusal);
    const [row] = await read().select().from(oauthApps).where(eq(oauthApps.id, id));
    expect(row).toMatchObject({ clientId: 'keyhaven-web', revision: 1 });
    await updateOauthApp(ctx, { id, revision: 1, ...facts, name: 'Renamed' });
    expect(await countUsers(ctx)).toEqual(new Map([[id, 7]]));
  });

  it('goes when what used it waits in the trash, and the next of that client takes it over', async () => {
    const ctx = await testWorkspace();
    const { id } = await createOauthApp(ctx, appInput());
    const credentialId = await plantGrant(ctx, 'Gone', { appId: id, host: 'login.example.com:443', refreshDueAt: 5 });
    await setDeleted(credentialId, 1);
    expect(await countUsers(ctx)).toEqual(new Map());
    await deleteOauthApp(ctx, id);
    expect(await grantOf(ctx, credentialId)).toMatchObject({ appId: null, host: '', refreshDueAt: null });
    await setDeleted(credentialId, null);
    const next = await createOauthApp(ctx, appInput());
    expect(await grantOf(ctx, credentialId)).toMatchObject({ appId: next.id });
  });

  it('lists its credentials of all workspaces by pages, to this tenant alone', async () => {
    const [ctx, stranger] = [await testWorkspace(), await testWorkspace()];
    const { id } = await createOauthApp(ctx, appInput());
    for (let n = 0; n < usersPageSize + 2; n += 1) await plantGrant(ctx, `Shop ${n}`, { appId: id });
    const first = await listAppUsers(ctx, id, null);
    expect(first).toMatchObject({ total: usersPageSize + 2 });
    expect(first.rows).toHaveLength(usersPageSize);
    expect(first.rows[0]).toMatchObject({ name: `Shop ${usersPageSize + 1}`, component: 'oauth2' });
    expect(first.rows[0]?.workspace.slug).toBe(ctx.workspaceSlug);
    const second = await listAppUsers(ctx, id, first.next);
    expect(second.rows.map((row) => row.name)).toEqual(['Shop 1', 'Shop 0']);
    expect(second.next).toBeNull();
    expect(await listAppUsers(stranger, id, null)).toEqual({ rows: [], next: null, total: 0 });
    await expect(listAppUsers(withRole(ctx, 'viewer'), id, null)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});

describe('a mended app', () => {
  it('is tried at once by what failed because of it, and by nothing else', async () => {
    const ctx = await testWorkspace();
    const { id } = await createOauthApp(ctx, appInput());
    const far = Date.now() + 6 * hourMs;
    const failing = { appId: id, host: 'login.example.com:443', refreshDueAt: far, state: 'retrying' as const };
    const ours = [
      await plantGrant(ctx, 'Client', { ...failing, failureClass: 'client' }),
      await plantGrant(ctx, 'Given up', { ...failing, state: 'reconnect', failureClass: 'client', eraseDueAt: far }),
      await plantGrant(ctx, 'Moved', { ...failing, state: 'reconnect', failureClass: 'ours', failureCode: 'OUT-104' }),
    ];
    const others = [
      await plantGrant(ctx, 'Provider', { ...failing, failureClass: 'provider' }),
      await plantGrant(ctx, 'Live', { ...failing, state: 'live' }),
      await plantGrant(ctx, 'Revoked', { ...failing, state: 'reconnect', failureClass: 'revoked' }),
      await plantGrant(ctx, 'Stopped', { ...failing, state: 'stopped', failureClass: 'client' }),
      await plantGrant(ctx, 'Nothing left', { ...failing, isRefreshable: false, failureClass: 'client' }),
      await plantGrant(ctx, 'Another app', { ...failing, appId: 'oap_other', failureClass: 'client' }),
    ];
    await rotateSecret(ctx, { id, revision: 1, clientSecret: 'right' });
    for (const one of ours) {
      const grant = await grantOf(ctx, one);
      expect(grant.refreshDueAt).toBeLessThan(far - 5 * hourMs);
      expect(grant).toMatchObject({ generation: 1, state: 'retrying', eraseDueAt: null });
    }
    for (const one of others) expect((await grantOf(ctx, one)).refreshDueAt).toBe(far);
  });

  it('takes its grants to another token endpoint with it', async () => {
    const ctx = await testWorkspace();
    const { id } = await createOauthApp(ctx, appInput());
    const credentialId = await plantGrant(ctx, 'Shop', { appId: id, host: 'login.example.com:443' });
    const settings = { tokenUrl: 'https://login2.example.com:8443/token' };
    await updateOauthApp(ctx, { id, revision: 1, ...facts, settings, clientSecret: 'typed again' });
    expect((await grantOf(ctx, credentialId)).host).toBe(`login2.example.com:8443 ${ctx.tenantId}`);
  });
});
