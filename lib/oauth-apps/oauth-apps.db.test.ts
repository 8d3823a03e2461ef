import { and, eq } from 'drizzle-orm';
import { beforeAll, describe, expect, it } from 'vitest';
import { read, transact } from '#db/client.ts';
import { audit } from '#db/schema/audit.ts';
import { oauthApps } from '#db/schema/oauth.ts';
import { startsWith } from '#db/starts-with.ts';
import { testDatabase } from '#db/testing.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { env } from '#lib/env.ts';
import { testWorkspace, withRole } from '#lib/gate/testing.ts';
import { createOauthApp, deleteOauthApp, readEndpoints, rotateSecret, updateOauthApp } from './commands.ts';
import { describeSetup, findAppByClient, getOauthApp, listOauthApps, openOauthApp } from './queries.ts';
import { newOauthApp, oauthAppsMax, type OauthAppUpdate } from './schema.ts';
import { appInput } from './testing.ts';

beforeAll(testDatabase);

const origin = 'https://login.example.com:443';
const secretText = 'secret-of-the-client';

const audited = async (ctx: WorkspaceCtx) =>
  read()
    .select({ action: audit.action, label: audit.targetLabel, workspaceId: audit.workspaceId, detail: audit.detail })
    .from(audit)
    .where(and(eq(audit.tenantId, ctx.tenantId), startsWith(audit.action, 'oauth_app.')))
    .orderBy(audit.id);

/** What an edit sends when nothing was touched. */
function untouched(id: string, change: Partial<OauthAppUpdate> = {}): OauthAppUpdate {
  const { component: _component, clientSecret: _clientSecret, ...facts } = appInput();
  return { id, revision: 1, ...facts, ...change };
}

describe('an OAuth app', () => {
  it('is kept with its secret sealed, listed without it, and opened for the server alone', async () => {
    const ctx = await testWorkspace();
    const { id } = await createOauthApp(ctx, appInput());
    const [row] = await read().select().from(oauthApps).where(eq(oauthApps.id, id));
    expect(row).toMatchObject({ audience: [origin], tokenOrigin: origin, secretVersion: 1, revision: 1 });
    expect(row?.clientSecret?.includes(secretText)).toBe(false);
    const shown = JSON.stringify([await listOauthApps(ctx), await getOauthApp(ctx, id), await audited(ctx)]);
    expect(shown).not.toContain(secretText);
    const opened = await openOauthApp(ctx, id);
    expect(opened.client).toEqual({ clientId: 'keyhaven-web', clientSecret: secretText });
    expect(opened.provider).toMatchObject({ tokenUrl: 'https://login.example.com/token', lifeSeconds: 3_600 });
    expect('clientSecret' in opened.app).toBe(false);
  });

  it('may be a public client, which has no secret', async () => {
    const ctx = await testWorkspace();
    const { id } = await createOauthApp(ctx, appInput({ clientSecret: null }));
    expect((await openOauthApp(ctx, id)).client.clientSecret).toBeNull();
    expect(await getOauthApp(ctx, id)).toMatchObject({ secretSavedAt: null });
  });

  it('has one name in its component, and one client at one token endpoint', async () => {
    const ctx = await testWorkspace();
    await createOauthApp(ctx, appInput());
    await expect(createOauthApp(ctx, appInput({ name: 'ORDERS, Production', clientId: 'b' }))).rejects.toMatchObject({
      code: 'NAME_TAKEN',
      detail: { field: 'name' },
    });
    await expect(createOauthApp(ctx, appInput({ name: 'Twice' }))).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      detail: { fields: ['clientId'] },
    });
    await createOauthApp(ctx, appInput({ name: 'Staging', clientId: 'b', environment: 'staging' }));
    const elsewhere = { tokenUrl: 'https://login.staging.example.com/token' };
    await createOauthApp(ctx, appInput({ name: 'Another server', settings: elsewhere }));
    expect((await listOauthApps(ctx, { component: 'oauth2' })).map((app) => app.name)).toEqual([
      'Another server',
      'Orders, production',
      'Staging',
    ]);
    expect(await listOauthApps(ctx, { component: 'github' })).toEqual([]);
  });

  it('is read by its manifest: the field that is wrong is named', async () => {
    const ctx = await testWorkspace();
    const refusedAt = async (settings: Record<string, string>) =>
      createOauthApp(ctx, appInput({ settings })).then(
        () => null,
        (error: { code: string; detail: { fields: string[] } }) => [error.code, ...error.detail.fields],
      );
    const tokenUrl = 'https://login.example.com/token';
    expect(await refusedAt({})).toEqual(['INPUT_INVALID', 'tokenUrl']);
    expect(await refusedAt({ tokenUrl: 'ftp://login.example.com' })).toEqual(['INPUT_INVALID', 'tokenUrl']);
    expect(await refusedAt({ tokenUrl: 'https://login.example.com:22/token' })).toEqual(['INPUT_INVALID', 'tokenUrl']);
    expect(await refusedAt({ tokenUrl, revocationUrl: 'https://x.example.com:25/' })).toEqual([
      'INPUT_INVALID',
      'revocationUrl',
    ]);
    expect(await refusedAt({ tokenUrl, extra: 'x' })).toEqual(['INPUT_INVALID', 'extra']);
    await expect(createOauthApp(ctx, appInput({ component: 'postgres' }))).rejects.toMatchObject({
      code: 'INPUT_INVALID',
    });
    await expect(createOauthApp(ctx, appInput({ component: 'nothing' }))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await audited(ctx)).toEqual([]);
  });

  it('keeps the saved secret through an edit, and says what was changed', async () => {
    const ctx = await testWorkspace();
    const { id } = await createOauthApp(ctx, appInput());
    await updateOauthApp(ctx, untouched(id, { name: 'Orders', scopes: ['read'], lifeSeconds: 600 }));
    const opened = await openOauthApp(ctx, id);
    expect(opened.client.clientSecret).toBe(secretText);
    expect(opened.app).toMatchObject({ name: 'Orders', scopes: ['read'], revision: 2, secretVersion: 1 });
    expect(opened.provider.lifeSeconds).toBe(600);
    expect((await audited(ctx)).at(-1)).toEqual({
      action: 'oauth_app.updated',
      label: 'Orders',
      workspaceId: null,
      detail: { component: 'oauth2', nameBefore: 'Orders, production', changed: 'scopes, lifetimes' },
    });
  });

  it('loses nothing when two people save from one revision', async () => {
    const ctx = await testWorkspace();
    const { id } = await createOauthApp(ctx, appInput());
    const saves = await Promise.allSettled(
      ['First', 'Second'].map((name) => updateOauthApp(ctx, untouched(id, { name }))),
    );
    const lost = saves.filter((one) => one.status === 'rejected');
    expect(lost).toMatchObject([{ reason: { code: 'CHANGED_MEANWHILE' } }]);
    expect((await getOauthApp(ctx, id)).revision).toBe(2);
    const late = rotateSecret(ctx, { id, revision: 1, clientSecret: 'x' });
    await expect(late).rejects.toMatchObject({ code: 'CHANGED_MEANWHILE', detail: { revision: 2 } });
  });

  it('is kept up to as many as a tenant may have', async () => {
    const ctx = await testWorkspace();
    const { id } = await createOauthApp(ctx, appInput());
    const [row] = await read().select().from(oauthApps).where(eq(oauthApps.id, id));
    if (!row) throw new Error('nothing was kept');
    await transact(async (tx) => {
      for (let n = 1; n < oauthAppsMax; n += 1)
        await tx.insert(oauthApps).values({ ...row, id: `oap_${n}`, nameKey: `n${n}`, clientId: `c${n}` });
    });
    await expect(createOauthApp(ctx, appInput({ name: 'One more', clientId: 'more' }))).rejects.toMatchObject({
      code: 'STATE_INVALID',
    });
  });
});

describe('a client secret', () => {
  it('is asked for again when an endpoint leads elsewhere', async () => {
    const ctx = await testWorkspace();
    const { id } = await createOauthApp(ctx, appInput());
    const { settings } = appInput();
    for (const moved of [
      { ...settings, tokenUrl: 'https://evil.example.com/token' },
      { ...settings, tokenUrl: 'https://login.example.com:8443/token' },
      { ...settings, revocationUrl: 'https://evil.example.com/revoke' },
      { ...settings, tokenUrl: 'http://login.example.com/token' },
    ]) {
      await expect(updateOauthApp(ctx, untouched(id, { settings: moved }))).rejects.toMatchObject({
        code: 'SECRET_REQUIRED',
        detail: { fields: ['clientSecret'] },
      });
    }
    const path = { ...settings, tokenUrl: 'https://login.example.com/v2/token' };
    await updateOauthApp(ctx, untouched(id, { settings: path }));
    expect((await openOauthApp(ctx, id)).client.clientSecret).toBe(secretText);
    const moved = { ...settings, tokenUrl: 'https://login2.example.com/token' };
    await updateOauthApp(ctx, untouched(id, { revision: 2, settings: moved, clientSecret: 'typed again' }));
    const { app, client } = await openOauthApp(ctx, id);
    expect(client.clientSecret).toBe('typed again');
    expect(app.audience).toEqual([origin, 'https://login2.example.com:443']);
    expect(app.tokenOrigin).toBe('https://login2.example.com:443');
  });

  it('does not open for endpoints that were changed in the database', async () => {
    const ctx = await testWorkspace();
    const { id } = await createOauthApp(ctx, appInput());
    for (const set of [{ audience: ['https://evil.example.com:443'] }, { secretVersion: 2 }]) {
      await transact(async (tx) => {
        await tx.update(oauthApps).set(set).where(eq(oauthApps.id, id));
      });
      await expect(openOauthApp(ctx, id)).rejects.toMatchObject({ code: 'UNREADABLE' });
      const [before] = await read().select().from(oauthApps).where(eq(oauthApps.id, id));
      await transact(async (tx) => {
        await tx
          .update(oauthApps)
          .set({ audience: [origin], secretVersion: 1 })
          .where(eq(oauthApps.id, id));
      });
      expect(before).toMatchObject(set);
    }
    expect((await openOauthApp(ctx, id)).client.clientSecret).toBe(secretText);
  });

  it('moved to another app of the tenant does not open there', async () => {
    const ctx = await testWorkspace();
    const a = await createOauthApp(ctx, appInput());
    const b = await createOauthApp(ctx, appInput({ name: 'B', clientId: 'b', clientSecret: 'of b' }));
    const [row] = await read().select().from(oauthApps).where(eq(oauthApps.id, a.id));
    await transact(async (tx) => {
      await tx.update(oauthApps).set({ clientSecret: row?.clientSecret }).where(eq(oauthApps.id, b.id));
    });
    await expect(openOauthApp(ctx, b.id)).rejects.toMatchObject({ code: 'UNREADABLE' });
  });

  it('is replaced, or given up for a public client, and neither is told in the log', async () => {
    const ctx = await testWorkspace();
    const { id } = await createOauthApp(ctx, appInput());
    await rotateSecret(ctx, { id, revision: 1, clientSecret: 'the-next-secret' });
    expect((await openOauthApp(ctx, id)).client.clientSecret).toBe('the-next-secret');
    expect((await openOauthApp(ctx, id)).app).toMatchObject({ secretVersion: 2, revision: 2 });
    await updateOauthApp(ctx, untouched(id, { revision: 2, clientSecret: null }));
    expect((await openOauthApp(ctx, id)).client.clientSecret).toBeNull();
    const trail = await audited(ctx);
    expect(trail.map((one) => one.action)).toEqual([
      'oauth_app.created',
      'oauth_app.secret_rotated',
      'oauth_app.updated',
    ]);
    expect(trail.at(-1)?.detail).toEqual({ component: 'oauth2', changed: 'client secret' });
    expect(JSON.stringify(trail)).not.toMatch(/the-next-secret|secret-of/);
  });
});

describe('another tenant, and a smaller role', () => {
  it('finds nothing of ours by any command or query', async () => {
    const [ctx, stranger] = [await testWorkspace(), await testWorkspace()];
    const { id } = await createOauthApp(ctx, appInput());
    const tries = [
      () => getOauthApp(stranger, id),
      () => openOauthApp(stranger, id),
      () => updateOauthApp(stranger, untouched(id)),
      () => rotateSecret(stranger, { id, revision: 1, clientSecret: 'x' }),
      () => deleteOauthApp(stranger, id),
    ];
    for (const attempt of tries) await expect(attempt()).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await listOauthApps(stranger)).toEqual([]);
    const client = { component: 'oauth2', clientId: 'keyhaven-web', audience: [origin] };
    expect(await findAppByClient(read(), { ...client, tenantId: stranger.tenantId })).toBeNull();
    expect(await findAppByClient(read(), { ...client, tenantId: ctx.tenantId })).toEqual({
      id,
      name: 'Orders, production',
      host: `login.example.com:443 ${ctx.tenantId}`,
      lifeSeconds: null,
    });
    expect(await getOauthApp(ctx, id)).toMatchObject({ revision: 1 });
    expect(await audited(stranger)).toEqual([]);
    await createOauthApp(stranger, appInput());
  });

  it('reads as a builder and changes nothing, and sees nothing as a viewer', async () => {
    const ctx = await testWorkspace();
    const { id } = await createOauthApp(withRole(ctx, 'admin'), appInput());
    const [builder, viewer] = [withRole(ctx, 'builder'), withRole(ctx, 'viewer')];
    for (const run of [
      () => createOauthApp(builder, appInput({ name: 'B', clientId: 'b' })),
      () => updateOauthApp(builder, untouched(id)),
      () => rotateSecret(builder, { id, revision: 1, clientSecret: 'x' }),
      () => deleteOauthApp(builder, id),
      () => readEndpoints(builder, 'https://login.example.com'),
      () => listOauthApps(viewer),
      () => getOauthApp(viewer, id),
    ])
      await expect(run()).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(await listOauthApps(builder)).toHaveLength(1);
  });
});

describe('what is typed', () => {
  const isTaken = (change: object) => newOauthApp.safeParse({ ...appInput(), ...change }).success;

  it('has scopes that are no lists, and parameters that no sign-in has already', () => {
    expect(newOauthApp.parse(appInput({ scopes: ['a', 'b', 'a'] })).scopes).toEqual(['a', 'b']);
    for (const scope of ['', 'a b', 'a"b', 'a\\b', 'ä', 'x'.repeat(301)])
      expect(isTaken({ scopes: [scope] })).toBe(false);
    for (const name of ['state', 'redirect_uri', 'code_challenge', 'scope', 'nonce', 'a b', ''])
      expect(isTaken({ params: { [name]: 'x' } }), name).toBe(false);
    expect(isTaken({ params: { access_type: 'offline', prompt: 'consent' } })).toBe(true);
  });

  it('has a client id and a secret of visible signs, without the blanks around them', () => {
    expect(newOauthApp.parse(appInput({ clientId: ' id ', clientSecret: ' s ' }))).toMatchObject({
      clientId: 'id',
      clientSecret: 's',
    });
    for (const clientId of ['', '  ', 'a\u2014b', 'x'.repeat(501)]) expect(isTaken({ clientId })).toBe(false);
    for (const clientSecret of ['', ' ', 'a\nb', undefined]) expect(isTaken({ clientSecret })).toBe(false);
    for (const seconds of [1.5, 0, -60, 1e12]) expect(isTaken({ lifeSeconds: seconds })).toBe(false);
    expect(isTaken({ lifeSeconds: 60, graceSeconds: 0 })).toBe(true);
  });
});

it('tells which address to register, and of which components one can be a client', async () => {
  const { tenantId } = await testWorkspace();
  const { redirectUri, vaultRedirectUri, components } = describeSetup(tenantId);
  expect(redirectUri).toBe(`${env.address}/oauth/callback/${tenantId}`);
  expect(vaultRedirectUri).toBe(`${env.apiAddress}/vault/callback/${tenantId}`);
  const generic = components.find((one) => one.id === 'oauth2');
  expect(generic).toMatchObject({ canDiscover: true, hasRedirect: true, lifeSeconds: 3_600, graceSeconds: 0 });
  expect(generic?.fields.map((field) => field.name)).toContain('tokenUrl');
  expect(components.some((one) => one.id === 'postgres')).toBe(false);
});
