import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eq } from 'drizzle-orm';
import { read, transact } from '#db/client.ts';
import { credentialVersions } from '#db/schema/credentials.ts';
import { flows } from '#db/schema/flows.ts';
import { testDatabase } from '#db/testing.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { deleteCredentials, purgeTrash, restoreCredentials } from '#lib/trash/commands.ts';
import { listTrash } from '#lib/trash/queries.ts';
import { plantUse } from '#lib/uses/testing.ts';
import { createCredential } from './commands.ts';
import { getCredential } from './queries.ts';
import { restInput, rowsOf, startTestApp, type TestApp } from './testing.ts';

let app: TestApp;

beforeAll(async () => {
  await testDatabase();
  app = await startTestApp();
});
afterAll(() => app.close());

describe('trash', () => {
  it('deletes and restores, under a free name where the old one is taken', async () => {
    const ctx = await testWorkspace();
    const { id } = await createCredential(ctx, restInput(app));
    await deleteCredentials(ctx, [id]);
    await expect(getCredential(ctx, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await createCredential(ctx, restInput(app));
    expect((await listTrash(ctx, null)).rows.map((row) => row.id)).toEqual([id]);
    expect(await restoreCredentials(ctx, [id])).toMatchObject([{ name: 'Orders API 2', isRenamed: true }]);
    expect((await listTrash(ctx, null)).rows).toEqual([]);
  });

  it('refuses what an active flow uses, names the flow, and deletes none of the selection', async () => {
    const ctx = await testWorkspace();
    const { id } = await createCredential(ctx, restInput(app));
    const free = await createCredential(ctx, restInput(app, { name: 'Free' }));
    await plantUse(ctx, id, { flowName: 'Order sync' });
    await expect(deleteCredentials(ctx, [free.id, id])).rejects.toMatchObject({
      code: 'IN_USE',
      detail: { flows: ['Order sync'] },
    });
    expect((await listTrash(ctx, null)).rows).toEqual([]);
    await transact(async (tx) => {
      await tx.update(flows).set({ state: 'paused' }).where(eq(flows.tenantId, ctx.tenantId));
    });
    expect((await deleteCredentials(ctx, [free.id, id])).names).toHaveLength(2);
  });
});

describe('purge', () => {
  it('takes what has waited its time, also where a draft still names it', async () => {
    const ctx = await testWorkspace();
    const { id } = await createCredential(ctx, restInput(app));
    await plantUse(ctx, id, { flowName: 'Draft', flowState: 'draft' });
    await deleteCredentials(ctx, [id]);
    await purgeTrash(Date.now());
    expect(await rowsOf(ctx)).toHaveLength(1);
    await purgeTrash(Date.now() + 31 * 86_400_000);
    expect(await rowsOf(ctx)).toEqual([]);
    const versions = await read().select().from(credentialVersions).where(eq(credentialVersions.credentialId, id));
    expect(versions).toEqual([]);
  });
});
