import { beforeAll, describe, expect, it } from 'vitest';
import { testDatabase } from '#db/testing.ts';
import { fileOf, importedLarge, manyth, runDue } from '#lib/bulk-imports/testing.ts';
import { rowsOf } from '#lib/credentials/testing.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { describeImport } from '#lib/import-history/queries.ts';
import { deleteCredentials } from '#lib/trash/commands.ts';
import { openVersion } from '#lib/versions/queries.ts';
import { undoImport } from './commands.ts';
import { getImport } from './queries.ts';

beforeAll(testDatabase);

const many = 520;
const items = Array.from({ length: many }, (_, at) => manyth(at + 1));
const newer = items.map((item) => ({ ...item, apiKey: `${item.apiKey}-new` }));

describe('a large import', () => {
  it('is taken back in batches: former values come back, what was created goes to the trash', async () => {
    const ctx = await testWorkspace();
    await importedLarge(ctx, await fileOf(ctx, items));
    const more = [...newer, manyth(many + 1)];
    const id = await importedLarge(ctx, await fileOf(ctx, more), 'override');
    expect(await describeImport(ctx, id)).toMatchObject({ counts: { created: 1, overridden: many } });
    expect(await undoImport(ctx, { id })).toEqual({ kind: 'begun' });
    expect(await undoImport(ctx, { id })).toEqual({ kind: 'begun' });
    expect(await getImport(ctx, id)).toMatchObject({ state: 'undoing', run: { kind: 'undo' }, blockers: [] });
    await runDue();
    expect(await getImport(ctx, id)).toMatchObject({ state: 'applied', run: null, undone: { left: 0 } });
    const rows = await rowsOf(ctx);
    expect(rows.filter((row) => row.deletedAt !== null).map((row) => row.name)).toEqual([`Store ${many + 1}`]);
    const row = rows.find((one) => one.name === 'Store 9');
    expect((await openVersion(ctx, row?.id ?? '', row?.version ?? 0)).secret).toEqual({ apiKey: 'key-of-store-9' });
    expect(await undoImport(ctx, { id })).toMatchObject({ kind: 'undone', trashed: 1, reverted: many });
  });

  it('is not begun to be taken back while something newer depends on it', async () => {
    const ctx = await testWorkspace();
    await importedLarge(ctx, await fileOf(ctx, items));
    const id = await importedLarge(ctx, await fileOf(ctx, newer), 'override');
    const row = (await rowsOf(ctx)).find((one) => one.name === 'Store 400');
    await deleteCredentials(ctx, [row?.id ?? '']);
    expect((await getImport(ctx, id)).blockers).toMatchObject([{ name: 'Store 400', why: 'It was deleted since.' }]);
    await expect(undoImport(ctx, { id })).rejects.toMatchObject({ code: 'IMP-305' });
    expect(await getImport(ctx, id)).toMatchObject({ state: 'applied', run: null, undone: null });
  });

  it('leaves what is changed while it is taken back, and says so', async () => {
    const ctx = await testWorkspace();
    const id = await importedLarge(ctx, await fileOf(ctx, items));
    const second = await importedLarge(ctx, await fileOf(ctx, newer), 'override');
    await undoImport(ctx, { id: second });
    const row = (await rowsOf(ctx)).find((one) => one.name === 'Store 300');
    await deleteCredentials(ctx, [row?.id ?? '']);
    await runDue();
    expect(await getImport(ctx, second)).toMatchObject({ undone: { left: 1 }, state: 'applied' });
    // The one before can be taken back next: what it created is there as it left it, or gone.
    expect(await getImport(ctx, id)).toMatchObject({ blockers: [], undone: null });
  });
});
