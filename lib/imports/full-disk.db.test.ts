import Database from 'better-sqlite3';
import { eq } from 'drizzle-orm';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { read, transact } from '#db/client.ts';
import { audit } from '#db/schema/audit.ts';
import { credentials, credentialVersions } from '#db/schema/credentials.ts';
import { importItems, importRuns, imports } from '#db/schema/imports.ts';
import { uploads } from '#db/schema/uploads.ts';
import { testDatabase } from '#db/testing.ts';
import { applyPlan } from '#lib/bulk-imports/commands.ts';
import { fileOf, manyth, planned, runDue } from '#lib/bulk-imports/testing.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { describeImport } from '#lib/import-history/queries.ts';
import { findRun } from '#lib/import-runs/queries.ts';
import { applyImport } from './commands.ts';
import { readImport } from './queries.ts';
import { uploaded } from './testing.ts';

let writer: Database.Database;
const unbounded = 2 ** 30;

/** The connection that writes, met at its first statement: the embedded engine's, so PostgreSQL never runs this. */
beforeAll(async () => {
  const spy = vi.spyOn(Database.prototype, 'prepare');
  await testDatabase();
  await testWorkspace();
  const met = spy.mock.contexts.find((one): one is Database.Database => one instanceof Database && !one.readonly);
  spy.mockRestore();
  if (!met) throw new Error('Nothing was written.');
  writer = met;
});

/** As much room as there is, and so many pages of 4 KiB. */
const leaveRoom = (pages: number) =>
  writer.pragma(`max_page_count = ${Number(writer.pragma('page_count', { simple: true })) + pages}`);
const makeRoom = () => writer.pragma(`max_page_count = ${unbounded}`);

const stored = async ({ tenantId }: WorkspaceCtx) => {
  const tables = [credentials, credentialVersions, importItems, imports, audit] as const;
  const rows = [];
  for (const table of tables) rows.push((await read().select().from(table).where(eq(table.tenantId, tenantId))).length);
  return rows;
};

const items = Array.from({ length: 400 }, (_, n) => manyth(n + 1));

describe('a disk that is full while an import is stored', () => {
  it('refuses it with a code, keeps nothing of it, and takes it when there is room', async () => {
    const ctx = await testWorkspace();
    const uploadId = await uploaded(ctx, await fileOf(ctx, items));
    const plan = await readImport(ctx, { uploadId, passphrase: null });
    if (plan.kind !== 'plan') throw new Error('a plan was expected');
    const choices = plan.items.map(({ i }) => ({ i, do: 'create' as const }));
    const apply = () =>
      applyImport(ctx, { uploadId, passphrase: null, token: plan.token, acceptSigner: true, choices });
    const before = await stored(ctx);
    leaveRoom(20);
    await expect(apply()).rejects.toMatchObject({ code: 'DISK_FULL', message: expect.stringContaining('no room') });
    expect(await stored(ctx)).toEqual(before);
    expect(await read().select({ state: uploads.state }).from(uploads).where(eq(uploads.id, uploadId))).toEqual([
      { state: 'staged' },
    ]);
    makeRoom();
    expect((await apply()).created).toHaveLength(400);
    expect(writer.pragma('integrity_check', { simple: true })).toBe('ok');
  });

  it('lets a large one rest at its border, and it goes on from there', async () => {
    const ctx = await testWorkspace();
    const id = await planned(ctx, await fileOf(ctx, items));
    await applyPlan(ctx, { id, acceptSigner: true });
    leaveRoom(20);
    await runDue();
    const [between = 0, versions] = await stored(ctx);
    expect(versions).toBe(between);
    expect(between).toBeLessThan(400);
    expect(await findRun(ctx, id)).toMatchObject({ kind: 'apply', done: between });
    makeRoom();
    // Its lease runs out.
    await transact(async (tx) => {
      await tx.update(importRuns).set({ leasedUntil: 0 }).where(eq(importRuns.id, id));
    });
    await runDue();
    expect(await describeImport(ctx, id)).toMatchObject({ counts: { created: 400 }, run: null });
    expect((await stored(ctx)).slice(0, 2)).toEqual([400, 400]);
  });
});
