import { asc, eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { read, transact } from '#db/client.ts';
import { credentials, credentialVersions } from '#db/schema/credentials.ts';
import { importItems, imports } from '#db/schema/imports.ts';
import { testDatabase } from '#db/testing.ts';
import { dayMs } from '#lib/clock.ts';
import { createCredential } from '#lib/credentials/commands.ts';
import { restInput, startTestApp, type TestApp } from '#lib/credentials/testing.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { newId } from '#lib/ids.ts';
import { setVersionsKept } from '#lib/workspaces/commands.ts';
import { prepareVersion } from './commands.ts';
import { listVersions, openVersion } from './queries.ts';
import { undoDays } from './schema.ts';

let app: TestApp;
beforeAll(async () => {
  await testDatabase();
  app = await startTestApp();
});
afterAll(() => app.close());

const made = async (ctx: WorkspaceCtx, name = 'Orders API') =>
  (await createCredential(ctx, restInput(app, { name }))).id;

/** Saves up to this version, as updates would. */
async function saveUpTo(ctx: WorkspaceCtx, id: string, from: number, to: number): Promise<void> {
  for (let number = from; number <= to; number += 1) {
    const secret = { apiKey: `key ${number}` };
    const version = { credentialId: id, number, secret, settings: {}, audience: [], reason: 'replaced' } as const;
    const add = await prepareVersion(ctx, version);
    await transact(async (tx, now) => {
      await tx.update(credentials).set({ version: number }).where(eq(credentials.id, id));
      await add(tx, now);
    });
  }
}

const numbers = async (id: string): Promise<number[]> => {
  const rows = await read()
    .select({ number: credentialVersions.number })
    .from(credentialVersions)
    .where(eq(credentialVersions.credentialId, id))
    .orderBy(asc(credentialVersions.number));
  return rows.map((row) => row.number);
};

/** What a workspace keeps until somebody says otherwise. */
const keptAtFirst = 20;

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => from + at);

interface Override {
  readonly versionBefore: number;
  readonly daysAgo: number;
  readonly isUndone?: boolean;
}

const overridden = (ctx: WorkspaceCtx, credentialId: string, { versionBefore, daysAgo, isUndone }: Override) =>
  transact(async (tx, now) => {
    const place = { tenantId: ctx.tenantId, workspaceId: ctx.workspaceId };
    const id = newId('imp');
    await tx.insert(imports).values({
      ...place,
      id,
      fileName: 'file.bson',
      fileBytes: 1,
      sha256: '',
      sealing: 'none',
      appliedAt: now - daysAgo * dayMs,
      appliedBy: ctx.actor.id,
      appliedByLabel: ctx.actor.label,
      created: 0,
      overridden: 1,
      skipped: 0,
      refused: 0,
      total: 1,
      undoneAt: isUndone ? now : null,
    });
    const item = { i: 1, name: 'A', component: 'rest', outcome: 'overridden', isOlder: false } as const;
    await tx.insert(importItems).values({ ...place, importId: id, ...item, credentialId, versionBefore });
  });

describe('the versions of a credential', () => {
  it('are as many as are kept: the oldest go with the save that is one too many', async () => {
    const ctx = await testWorkspace();
    const [id, other] = [await made(ctx), await made(ctx, 'Other')];
    await saveUpTo(ctx, id, 2, keptAtFirst);
    expect(await numbers(id)).toEqual(range(1, keptAtFirst));
    await saveUpTo(ctx, id, keptAtFirst + 1, keptAtFirst + 3);
    expect(await numbers(id)).toEqual(range(4, keptAtFirst + 3));
    expect(await numbers(other)).toEqual([1]);
    expect((await listVersions(ctx, id)).rows.map((row) => row.number)).toEqual(range(4, keptAtFirst + 3).toReversed());
    expect((await openVersion(ctx, id, 4)).secret).toEqual({ apiKey: 'key 4' });
    await expect(openVersion(ctx, id, 3)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('are as many as the workspace says from the next save on, in that workspace alone', async () => {
    const [ctx, foreign] = [await testWorkspace(), await testWorkspace()];
    const [id, there] = [await made(ctx), await made(foreign)];
    for (const one of [id, there]) await saveUpTo(one === id ? ctx : foreign, one, 2, keptAtFirst);
    await setVersionsKept(ctx, { versionsKept: 6 });
    expect(await numbers(id)).toEqual(range(1, keptAtFirst));
    expect(await listVersions(ctx, id)).toMatchObject({ versionsKept: 6, rows: { length: 6 } });
    await saveUpTo(ctx, id, keptAtFirst + 1, keptAtFirst + 1);
    await saveUpTo(foreign, there, keptAtFirst + 1, keptAtFirst + 1);
    expect(await numbers(id)).toEqual(range(keptAtFirst - 4, keptAtFirst + 1));
    expect(await numbers(there)).toEqual(range(2, keptAtFirst + 1));
    await setVersionsKept(ctx, { versionsKept: 100 });
    await saveUpTo(ctx, id, keptAtFirst + 2, 40);
    expect(await numbers(id)).toEqual(range(keptAtFirst - 4, 40));
    expect((await listVersions(ctx, id)).rows).toHaveLength(40 - keptAtFirst + 5);
  });

  it('stay for an undo however few are kept', async () => {
    const ctx = await testWorkspace();
    const id = await made(ctx);
    await saveUpTo(ctx, id, 2, 4);
    await overridden(ctx, id, { versionBefore: 3, daysAgo: 1 });
    await setVersionsKept(ctx, { versionsKept: 5 });
    await saveUpTo(ctx, id, 5, 12);
    expect(await numbers(id)).toEqual([3, ...range(8, 12)]);
  });

  it('stay as long as the undo of an import may need them', async () => {
    const ctx = await testWorkspace();
    const id = await made(ctx);
    await saveUpTo(ctx, id, 2, 6);
    await overridden(ctx, id, { versionBefore: 2, daysAgo: undoDays - 1 });
    await overridden(ctx, id, { versionBefore: 3, daysAgo: undoDays + 1 });
    await overridden(ctx, id, { versionBefore: 4, daysAgo: 1, isUndone: true });
    await overridden(await testWorkspace(), id, { versionBefore: 5, daysAgo: 1 });
    await saveUpTo(ctx, id, 7, keptAtFirst + 6);
    expect(await numbers(id)).toEqual([2, ...range(7, keptAtFirst + 6)]);
  });

  it('that came from elsewhere with a high number are counted from there', async () => {
    const ctx = await testWorkspace();
    const id = await made(ctx);
    await transact(async (tx) => {
      await tx.delete(credentialVersions).where(eq(credentialVersions.credentialId, id));
    });
    await saveUpTo(ctx, id, 500, 502);
    expect(await numbers(id)).toEqual([500, 501, 502]);
  });
});

it('a version of a file is not saved later than now, so that what follows it is newer', async () => {
  const ctx = await testWorkspace();
  const id = await made(ctx);
  for (const [at, savedAt] of [1_000, Date.parse('9999-01-01')].entries()) {
    const number = 2 + at;
    const origin = { id: newId('ver'), savedAt };
    const version = { credentialId: id, number, secret: {}, settings: {}, audience: [], reason: 'override' } as const;
    const add = await prepareVersion(ctx, { ...version, origin });
    const now = await transact(async (tx, time) => {
      await add(tx, time);
      return time;
    });
    expect(await openVersion(ctx, id, number)).toMatchObject({ savedAt: Math.min(savedAt, now) });
  }
});
