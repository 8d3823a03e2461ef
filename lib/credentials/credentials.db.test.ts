import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eq } from 'drizzle-orm';
import { read, transact } from '#db/client.ts';
import { audit } from '#db/schema/audit.ts';
import { credentials, credentialVersions, verifications } from '#db/schema/credentials.ts';
import { testDatabase } from '#db/testing.ts';
import { checkCredential } from '#lib/checks/commands.ts';
import { testWorkspace, withRole } from '#lib/gate/testing.ts';
import { restoreVersion } from '#lib/restores/commands.ts';
import { deleteCredentials, restoreCredentials } from '#lib/trash/commands.ts';
import { openVersion } from '#lib/versions/queries.ts';
import { duplicateCredential } from '#lib/duplicates/commands.ts';
import { createCredential, updateCredential } from './commands.ts';
import { keepsSecret, readDraft } from './model.ts';
import { getCredential, listCredentials } from './queries.ts';
import { restInput, rowsOf, startTestApp, type TestApp } from './testing.ts';

let app: TestApp;
let other: TestApp;

beforeAll(async () => {
  await testDatabase();
  app = await startTestApp();
  other = await startTestApp();
});
afterAll(async () => {
  await app.close();
  await other.close();
});

const noSecret = (id: string, change: object) => ({
  id,
  revision: 1,
  name: 'Orders API',
  environment: 'production',
  settings: restInput(app).settings,
  secret: {},
  expiresAt: null,
  acceptUntested: false,
  ...change,
});

describe('create', () => {
  it('proves a credential with its app, then keeps it sealed, versioned, verified and recorded', async () => {
    const ctx = await testWorkspace();
    const saved = await createCredential(ctx, restInput(app));
    expect(saved.verification).toMatchObject({ outcome: 'passed' });
    expect(app.seen.at(-1)).toBe(app.goodKey);
    const [row] = await rowsOf(ctx);
    expect(row).toMatchObject({
      state: 'passed',
      version: 1,
      revision: 1,
      audience: [`http://127.0.0.1:${new URL(app.url).port}`],
    });
    const [version] = await read()
      .select()
      .from(credentialVersions)
      .where(eq(credentialVersions.credentialId, saved.id));
    expect(version?.sealed.includes(app.goodKey)).toBe(false);
    expect((await openVersion(ctx, saved.id, 1)).secret).toEqual({ apiKey: app.goodKey });
    expect(await read().select().from(verifications).where(eq(verifications.credentialId, saved.id))).toHaveLength(1);
    const trail = await read().select().from(audit).where(eq(audit.targetId, saved.id));
    expect(trail.map((one) => one.action)).toEqual(['credential.created']);
  });

  it('keeps nothing when the app refuses', async () => {
    const ctx = await testWorkspace();
    const wrong = createCredential(ctx, restInput(app, { secret: { apiKey: 'not-the-key' } }));
    await expect(wrong).rejects.toMatchObject({
      code: 'VERIFICATION_FAILED',
      detail: { outcome: 'failed', code: 'unauthorized' },
    });
    expect(await rowsOf(ctx)).toEqual([]);
  });

  it('keeps what cannot be tested only when that was said', async () => {
    const ctx = await testWorkspace();
    const input = restInput(app, { settings: { ...restInput(app).settings, testPath: '' } });
    await expect(createCredential(ctx, input)).rejects.toMatchObject({ detail: { outcome: 'not_testable' } });
    const saved = await createCredential(ctx, { ...input, acceptUntested: true });
    expect((await getCredential(ctx, saved.id)).state).toBe('not_testable');
  });

  it('has one credential of a name in a component, whatever the spelling', async () => {
    const ctx = await testWorkspace();
    await createCredential(ctx, restInput(app, { name: 'Straße' }));
    await expect(createCredential(ctx, restInput(app, { name: 'STRASSE' }))).rejects.toMatchObject({
      code: 'NAME_TAKEN',
    });
    const both = await Promise.allSettled([1, 2].map(() => createCredential(ctx, restInput(app, { name: 'Twice' }))));
    expect(both.map((one) => one.status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(await rowsOf(ctx)).toHaveLength(2);
  });

  it('takes names of any script and 200 long', async () => {
    const ctx = await testWorkspace();
    const names = ['注文', 'заказы', 'طلبات', '🛟 rescue', 'x'.repeat(200)];
    for (const name of names) await createCredential(ctx, restInput(app, { name }));
    const listed = await listCredentials(ctx, 'rest', {});
    expect(listed.rows.map((row) => row.name).toSorted()).toEqual(names.toSorted());
    expect((await listCredentials(ctx, 'rest', { q: 'ЗАКАЗ' })).rows).toHaveLength(1);
    expect((await listCredentials(ctx, 'rest', { q: '%' })).rows).toHaveLength(0);
  });
});

describe('edit', () => {
  it('leaves the saved secret alone and verifies it again when settings change', async () => {
    const ctx = await testWorkspace();
    const { id } = await createCredential(ctx, restInput(app));
    const settings = { ...restInput(app).settings, testPath: '/other' };
    await updateCredential(ctx, noSecret(id, { settings }));
    expect(app.seen.at(-1)).toBe(app.goodKey);
    expect((await openVersion(ctx, id, 2)).secret).toEqual({ apiKey: app.goodKey });
  });

  it('asks for the secret again when the destination changes, and sends it nowhere before', async () => {
    const ctx = await testWorkspace();
    const { id } = await createCredential(ctx, restInput(app));
    const settings = { ...restInput(other).settings };
    const before = other.seen.length;
    await expect(updateCredential(ctx, noSecret(id, { settings }))).rejects.toMatchObject({
      code: 'SECRET_REQUIRED',
      detail: { fields: ['apiKey'] },
    });
    expect(other.seen.length).toBe(before);
    await updateCredential(ctx, noSecret(id, { settings, secret: { apiKey: other.goodKey } }));
    expect((await getCredential(ctx, id)).audience).toEqual([`http://127.0.0.1:${new URL(other.url).port}`]);
  });

  it('loses nothing when two people save from one revision', async () => {
    const ctx = await testWorkspace();
    const { id } = await createCredential(ctx, restInput(app));
    const saves = await Promise.allSettled(
      ['First', 'Second'].map((name) => updateCredential(ctx, noSecret(id, { name }))),
    );
    const lost = saves.filter((one) => one.status === 'rejected');
    expect(lost).toHaveLength(1);
    expect(lost[0]?.reason).toMatchObject({ code: 'CHANGED_MEANWHILE' });
    expect((await getCredential(ctx, id)).revision).toBe(2);
  });

  it('makes an older version current again after a check', async () => {
    const ctx = await testWorkspace();
    const { id } = await createCredential(ctx, restInput(app));
    await updateCredential(ctx, noSecret(id, { settings: { ...restInput(app).settings, testPath: '/two' } }));
    await restoreVersion(ctx, { id, revision: 2, number: 1 });
    const now = await getCredential(ctx, id);
    expect(now).toMatchObject({ version: 3, settings: { testPath: '/me' } });
  });

  it('duplicates under a free name', async () => {
    const ctx = await testWorkspace();
    const { id } = await createCredential(ctx, restInput(app));
    expect(await duplicateCredential(ctx, id)).toMatchObject({ name: 'Orders API 2' });
  });
});

describe('another tenant, and a smaller role', () => {
  it('finds nothing of ours by any command or query', async () => {
    const ctx = await testWorkspace();
    const stranger = await testWorkspace();
    const { id } = await createCredential(ctx, restInput(app));
    const tries = [
      () => getCredential(stranger, id),
      () => updateCredential(stranger, noSecret(id, {})),
      () => duplicateCredential(stranger, id),
      () => restoreVersion(stranger, { id, revision: 1, number: 1 }),
      () => checkCredential(stranger, id),
      () => deleteCredentials(stranger, [id]),
      () => restoreCredentials(stranger, [id]),
    ];
    for (const attempt of tries) await expect(attempt()).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await listCredentials(stranger, null, {})).rows).toEqual([]);
    expect((await getCredential(ctx, id)).revision).toBe(1);
  });

  it('refuses writes of a viewer', async () => {
    const ctx = await testWorkspace();
    const { id } = await createCredential(ctx, restInput(app));
    const viewer = withRole(ctx, 'viewer');
    await expect(createCredential(viewer, restInput(app, { name: 'New' }))).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    await expect(deleteCredentials(viewer, [id])).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect((await getCredential(viewer, id)).name).toBe('Orders API');
  });
});

describe('what guards a saved secret', () => {
  it('asks for the password again when the encryption of a database is weakened', async () => {
    const settings = { host: 'db.example.com', port: 5432, database: 'd', user: 'u', sslmode: 'verify-full' };
    const read = (change: object) =>
      readDraft({
        component: 'postgres',
        authType: 'database',
        settings: { ...settings, ...change },
        secret: { password: 'p' },
      });
    const saved = read({});
    expect(keepsSecret(read({ database: 'other' }), saved)).toBe(true);
    for (const change of [{ sslmode: 'disable' }, { sslmode: 'require' }, { host: 'else.example.com' }, { port: 5433 }])
      expect(keepsSecret(read(change), saved)).toBe(false);
  });
});

describe('a row whose seal does not hold', () => {
  it('is quarantined; the list goes on', async () => {
    const ctx = await testWorkspace();
    const bad = await createCredential(ctx, restInput(app));
    const good = await createCredential(ctx, restInput(app, { name: 'Good' }));
    const [swap] = await read().select().from(credentialVersions).where(eq(credentialVersions.credentialId, good.id));
    await transact(async (tx) => {
      await tx
        .update(credentialVersions)
        .set({ sealed: swap?.sealed })
        .where(eq(credentialVersions.credentialId, bad.id));
    });
    await expect(checkCredential(ctx, bad.id)).rejects.toMatchObject({ code: 'UNREADABLE' });
    const { rows } = await listCredentials(ctx, 'rest', {});
    expect(rows.map((row) => [row.name, row.state])).toEqual([
      ['Good', 'passed'],
      ['Orders API', 'unreadable'],
    ]);
    expect((await checkCredential(ctx, good.id)).verification).toMatchObject({ outcome: 'passed' });
  });
});

describe('a row that was changed in the database', () => {
  it('leads nowhere: a check goes where the sealed version says', async () => {
    const ctx = await testWorkspace();
    const { id } = await createCredential(ctx, restInput(app));
    const before = other.seen.length;
    await transact(async (tx) => {
      await tx
        .update(credentials)
        .set({ settings: restInput(other).settings, audience: [other.url] })
        .where(eq(credentials.id, id));
    });
    expect((await checkCredential(ctx, id)).verification).toMatchObject({ outcome: 'passed' });
    expect(other.seen.length).toBe(before);
    await transact(async (tx) => {
      await tx
        .update(credentialVersions)
        .set({ audience: [other.url] })
        .where(eq(credentialVersions.credentialId, id));
    });
    await expect(checkCredential(ctx, id)).rejects.toMatchObject({ code: 'UNREADABLE' });
    expect(other.seen.length).toBe(before);
  });
});
