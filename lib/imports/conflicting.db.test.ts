import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { read, transact } from '#db/client.ts';
import { credentials } from '#db/schema/credentials.ts';
import { uploadChunks, uploads } from '#db/schema/uploads.ts';
import { testDatabase } from '#db/testing.ts';
import { setEnvironment } from '#lib/batches/commands.ts';
import { createCredential, updateCredential } from '#lib/credentials/commands.ts';
import { getCredential } from '#lib/credentials/queries.ts';
import { restInput, startTestApp, type TestApp } from '#lib/credentials/testing.ts';
import { openVersion } from '#lib/versions/queries.ts';
import { apply, exported, liveRows, newPerson, planOf, uploaded } from './testing.ts';

let app: TestApp;
beforeAll(async () => {
  await testDatabase();
  app = await startTestApp();
});
afterAll(() => app.close());

describe('a conflict', () => {
  it('of name and identifier: override keeps id, name and the old value; create makes a second one', async () => {
    const ctx = await newPerson();
    const { id } = await createCredential(ctx, restInput(app));
    const file = await exported(ctx, [id]);
    const first = await uploaded(ctx, file);
    const plan = await planOf(ctx, first);
    expect(plan.items[0]).toMatchObject({ outcome: 'conflict', conflict: { by: 'both', overrideRefused: null } });
    await apply(ctx, plan, 'override');
    const after = await getCredential(ctx, id);
    expect(after).toMatchObject({ version: 2, revision: 2, name: 'Orders API', state: 'unverified' });
    expect((await openVersion(ctx, id, 1)).secret).toEqual((await openVersion(ctx, id, 2)).secret);
    const second = await uploaded(ctx, file);
    await apply(ctx, await planOf(ctx, second), 'create');
    const rows = await liveRows(ctx);
    expect(rows.map((row) => row.name).toSorted()).toEqual(['Orders API', 'Orders API 2']);
    expect(new Set(rows.map((row) => row.identifier)).size).toBe(2);
  });

  it('of name alone and of identifier alone', async () => {
    const ctx = await newPerson();
    const there = await newPerson();
    const { id } = await createCredential(ctx, restInput(app));
    const file = await exported(ctx, [id]);
    await createCredential(there, restInput(app, { name: 'ORDERS api' }));
    const byName = await uploaded(there, file);
    expect((await planOf(there, byName)).items[0]?.conflict?.by).toBe('name');
    await updateCredential(ctx, {
      id,
      revision: 1,
      name: 'Renamed',
      environment: 'staging',
      settings: restInput(app).settings,
      secret: {},
      expiresAt: null,
      acceptUntested: false,
    });
    const byIdentifier = await uploaded(ctx, file);
    expect((await planOf(ctx, byIdentifier)).items[0]?.conflict?.by).toBe('identifier');
  });

  it('with two different credentials, another component or another auth type cannot override', async () => {
    const ctx = await newPerson();
    const { id } = await createCredential(ctx, restInput(app));
    const file = await exported(ctx, [id]);
    const [row] = await liveRows(ctx);
    const set = (change: object) =>
      transact(async (tx) => {
        await tx.update(credentials).set(change).where(eq(credentials.id, id));
      });
    const refusal = async () => {
      const upload = await uploaded(ctx, file);
      const plan = await planOf(ctx, upload);
      await expect(apply(ctx, plan, 'override')).rejects.toMatchObject({ code: 'INPUT_INVALID' });
      await transact(async (tx) => {
        await tx.delete(uploads).where(eq(uploads.id, upload));
      });
      return plan.items[0]?.conflict?.overrideRefused;
    };
    await set({ authType: 'bearer' });
    expect(await refusal()).toContain('signs in another way');
    await set({ authType: 'api_key', component: 'github' });
    expect(await refusal()).toContain('another app');
    await set({ component: 'rest', name: 'Elsewhere', nameKey: 'elsewhere' });
    await createCredential(ctx, restInput(app));
    expect(await refusal()).toContain('another credential');
    expect(row?.version).toBe(1);
  });

  it('that appears between preview and apply is shown again, never merged', async () => {
    const ctx = await newPerson();
    const there = await newPerson();
    const { id } = await createCredential(ctx, restInput(app));
    const upload = await uploaded(there, await exported(ctx, [id]));
    const plan = await planOf(there, upload);
    const meanwhile = await createCredential(there, restInput(app));
    await expect(apply(there, plan, 'create')).rejects.toMatchObject({ code: 'IMP-302' });
    expect(await liveRows(there)).toHaveLength(1);
    const again = await planOf(there, upload);
    expect(again.items[0]).toMatchObject({ outcome: 'conflict', createName: 'Orders API 2' });
    await setEnvironment(there, [meanwhile.id], 'staging');
    await expect(apply(there, again, 'override')).rejects.toMatchObject({ code: 'IMP-302' });
    await apply(there, await planOf(there, upload), 'override');
    expect(await liveRows(there)).toMatchObject([{ version: 2, environment: 'production' }]);
  });

  it('never comes of one file applied twice at once', async () => {
    const ctx = await newPerson();
    const there = await newPerson();
    const { id } = await createCredential(ctx, restInput(app));
    const upload = await uploaded(there, await exported(ctx, [id]));
    const plan = await planOf(there, upload);
    const both = await Promise.allSettled([1, 2, 3].map(() => apply(there, plan, 'create')));
    expect(both.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
    expect(await liveRows(there)).toHaveLength(1);
    expect(await read().select().from(uploadChunks).where(eq(uploadChunks.uploadId, upload))).toEqual([]);
  });
});
