import { BSON } from 'bson';
import { asc, eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { read, transact } from '#db/client.ts';
import { audit } from '#db/schema/audit.ts';
import { credentials } from '#db/schema/credentials.ts';
import { importItems, imports } from '#db/schema/imports.ts';
import { testDatabase } from '#db/testing.ts';
import { listStandings } from '#lib/checks/queries.ts';
import { createCredential } from '#lib/credentials/commands.ts';
import { getCredential } from '#lib/credentials/queries.ts';
import { restInput, startTestApp, type TestApp } from '#lib/credentials/testing.ts';
import { testWorkspace, withRole } from '#lib/gate/testing.ts';
import { readImport } from '#lib/imports/queries.ts';
import { exported, uploaded, withPassword } from '#lib/imports/testing.ts';
import { undoImport } from '#lib/undos/commands.ts';
import { getImport } from '#lib/undos/queries.ts';
import { knownImports, listImportItems, listImports } from './queries.ts';
import { importItemsPageSize, importsPageSize } from './schema.ts';
import { asItMeets, imported } from './testing.ts';

let app: TestApp;
beforeAll(async () => {
  await testDatabase();
  app = await startTestApp();
});
afterAll(() => app.close());

const plain = (...documents: object[]) => Buffer.concat(documents.map((one) => BSON.serialize(one)));

const document = (name: string, component = 'rest') => ({
  type: 'credential',
  name,
  component,
  authType: 'api_key',
  settings: { baseUrl: app.url, placement: 'header', headerName: 'X-API-Key' },
  secret: { apiKey: 'k' },
});

describe('an import', () => {
  it('is kept with what became of each item, beside its file', async () => {
    const ctx = await testWorkspace();
    const { id: here } = await createCredential(ctx, restInput(app, { name: 'Met' }));
    const file = plain(document('Met'), document('New'), document('Left'), document('Odd', 'nowhere'));
    const { importId } = await imported(ctx, file, (item) => (item.name === 'Left' ? 'skip' : asItMeets(item)));
    expect(await getImport(ctx, importId)).toMatchObject({
      fileName: 'file.bson',
      fileBytes: file.length,
      sealing: 'none',
      signerStanding: null,
      signerFingerprint: null,
      exportId: null,
      appliedBy: 'Mara Okafor',
      counts: { created: 1, overridden: 1, skipped: 1, refused: 1 },
      undone: null,
      blockers: [],
    });
    const { items, next } = await listImportItems(ctx, importId, 0);
    expect(items).toMatchObject([
      { i: 1, name: 'Met', outcome: 'overridden', standing: { id: here, isWaiting: true } },
      { i: 2, name: 'New', outcome: 'created', componentName: 'REST API', standing: { name: 'New' } },
      { i: 3, name: 'Left', outcome: 'skipped', standing: null },
      { i: 4, name: 'Odd', outcome: 'refused', reason: 'This installation has no app called nowhere.' },
    ]);
    expect(next).toBeNull();
    expect(await knownImports(ctx, [importId, 'imp_none'])).toEqual(new Set([importId]));
  });

  it('names signer, export and digest of a sealed file', async () => {
    const mine = await withPassword(await testWorkspace());
    const there = await testWorkspace();
    const { id } = await createCredential(mine, restInput(app));
    const { importId } = await imported(there, await exported(mine, [id]), asItMeets);
    const detail = await getImport(there, importId);
    expect(detail.sha256).toMatch(/^[\da-f]{64}$/);
    expect(detail.signerFingerprint).not.toBeNull();
    expect(detail.signerStanding).not.toBeNull();
    expect(detail.exportId).toMatch(/^exp_/);
    expect(detail.exportedAt).toBeGreaterThan(0);
  });

  it('is seen in its own workspace only, by whom may import', async () => {
    const ctx = await testWorkspace();
    const { importId } = await imported(ctx, plain(document('New')), asItMeets);
    const stranger = await testWorkspace();
    const gone = { code: 'NOT_FOUND' };
    await expect(getImport(stranger, importId)).rejects.toMatchObject(gone);
    await expect(listImportItems(stranger, importId, 0)).rejects.toMatchObject(gone);
    await expect(undoImport(stranger, { id: importId })).rejects.toMatchObject(gone);
    await expect(getImport(ctx, 'imp_\u0000')).rejects.toMatchObject(gone);
    expect((await listImports(stranger, null)).rows).toEqual([]);
    expect(await knownImports(stranger, [importId])).toEqual(new Set());
    const builder = withRole(ctx, 'builder');
    const refused = { code: 'FORBIDDEN' };
    await expect(listImports(builder, null)).rejects.toMatchObject(refused);
    await expect(getImport(builder, importId)).rejects.toMatchObject(refused);
    await expect(listImportItems(builder, importId, 0)).rejects.toMatchObject(refused);
    await expect(undoImport(builder, { id: importId })).rejects.toMatchObject(refused);
  });
});

describe('the lists', () => {
  it('show every import once, newest first, page by page', async () => {
    const ctx = await testWorkspace();
    const count = importsPageSize + 3;
    await transact(async (tx) => {
      for (let n = 0; n < count; n += 1)
        await tx.insert(imports).values({
          tenantId: ctx.tenantId,
          workspaceId: ctx.workspaceId,
          id: `imp_${String(n).padStart(3, '0')}`,
          fileName: `${n}.bson`,
          fileBytes: 1,
          sha256: '',
          sealing: 'none',
          // Several in one millisecond, across the border of the page.
          appliedAt: 1_000 + Math.floor(n / 7),
          appliedBy: ctx.actor.id,
          appliedByLabel: ctx.actor.label,
          created: 0,
          overridden: 0,
          skipped: 0,
          refused: 0,
          total: 0,
        });
    });
    const first = await listImports(ctx, null);
    const second = await listImports(ctx, first.next);
    expect(first.rows).toHaveLength(importsPageSize);
    expect([...first.rows, ...second.rows].map((row) => row.fileName)).toEqual(
      Array.from({ length: count }, (_, n) => `${count - 1 - n}.bson`),
    );
    expect(second.next).toBeNull();
    expect((await listImports(ctx, 'nonsense')).rows).toHaveLength(importsPageSize);
  });

  it('show every item once', async () => {
    const ctx = await testWorkspace();
    const names = Array.from({ length: importItemsPageSize + 2 }, (_, n) => `N${n}`);
    const { importId } = await imported(ctx, plain(...names.map((name) => document(name))), (item) =>
      item.i === 1 ? 'create' : 'skip',
    );
    const first = await listImportItems(ctx, importId, 0);
    const second = await listImportItems(ctx, importId, first.next ?? 0);
    expect([...first.items, ...second.items].map((item) => item.name)).toEqual(names);
    expect([first.next, second.next]).toEqual([importItemsPageSize, null]);
  });
});

describe('an older export', () => {
  it('is kept as such where it overrode what had been saved later', async () => {
    const mine = await withPassword(await testWorkspace());
    const { id } = await createCredential(mine, restInput(app));
    const file = await exported(mine, [id]);
    const same = await imported(mine, file, asItMeets);
    expect((await listImportItems(mine, same.importId, 0)).items).toMatchObject([{ isOlder: false }]);
    await undoImport(mine, { id: same.importId });
    const there = await testWorkspace();
    const later = await createCredential(there, restInput(app));
    const uploadId = await uploaded(there, file);
    const plan = await readImport(there, { uploadId, passphrase: null });
    const { secretSavedAt } = await getCredential(there, later.id);
    const { older: told } = (plan.kind === 'plan' && plan.items[0]?.conflict) || {};
    expect(told).toEqual({ file: (await getCredential(mine, id)).secretSavedAt, here: secretSavedAt });
    const older = await imported(there, file, asItMeets);
    expect((await listImportItems(there, older.importId, 0)).items).toMatchObject([{ isOlder: true }]);
    expect(await listStandings(there, [later.id])).toMatchObject([{ state: 'unverified' }]);
  });
});

describe('the trail', () => {
  it('has the undo and each credential it touched', async () => {
    const ctx = await testWorkspace();
    await createCredential(ctx, restInput(app, { name: 'Met' }));
    const { importId } = await imported(ctx, plain(document('Met'), document('New')), asItMeets);
    await undoImport(ctx, { id: importId });
    const rows = await read()
      .select({ action: audit.action, label: audit.targetLabel, target: audit.targetId, detail: audit.detail })
      .from(audit)
      .where(eq(audit.tenantId, ctx.tenantId))
      .orderBy(asc(audit.id));
    expect(rows.map(({ action, label }) => `${action} ${label}`)).toEqual(
      expect.arrayContaining(['credential.reverted Met', 'credential.deleted New', 'import.undone file.bson']),
    );
    expect(rows.find((row) => row.action === 'import.undone')).toMatchObject({
      target: importId,
      detail: { created: 1, overridden: 1 },
    });
    expect(rows.find((row) => row.action === 'import.applied')?.target).toBe(importId);
  });

  it('holds no secret of the file or of what was overridden', async () => {
    const ctx = await testWorkspace();
    await createCredential(ctx, restInput(app, { name: 'Met' }));
    const file = plain({ ...document('Met'), secret: { apiKey: 'planted-in-the-file' } });
    await imported(ctx, file, asItMeets);
    const rows = await read().select().from(importItems).where(eq(importItems.tenantId, ctx.tenantId));
    const kept = JSON.stringify([rows, await read().select().from(imports), await read().select().from(credentials)]);
    expect(kept).toContain('Met');
    expect(kept).not.toContain('planted-in-the-file');
    expect(kept).not.toContain(app.goodKey);
  });
});
