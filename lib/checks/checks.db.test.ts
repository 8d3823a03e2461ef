import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { transact } from '#db/client.ts';
import { credentials } from '#db/schema/credentials.ts';
import { testDatabase } from '#db/testing.ts';
import { createCredential } from '#lib/credentials/commands.ts';
import { restInput, startTestApp, type TestApp } from '#lib/credentials/testing.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { checkCredential, claimDueChecks, requestChecks } from './commands.ts';
import { listStandings } from './queries.ts';

let app: TestApp;
beforeAll(async () => {
  await testDatabase();
  app = await startTestApp();
});
afterAll(() => app.close());

describe('owed checks', () => {
  it('are each claimed once, whoever asks at the same time', async () => {
    const ctx = await testWorkspace();
    const ids: string[] = [];
    for (const name of ['A', 'B', 'C', 'D']) ids.push((await createCredential(ctx, restInput(app, { name }))).id);
    expect(await requestChecks(ctx, ids)).toBe(4);
    expect((await listStandings(ctx, ids)).every((one) => one.isWaiting)).toBe(true);
    const claimed = (await Promise.all([1, 2, 3].map(() => claimDueChecks(2)))).flat().map((one) => one.id);
    expect(new Set(claimed).size).toBe(claimed.length);
    claimed.push(...(await claimDueChecks(10)).map((one) => one.id));
    expect(claimed.toSorted()).toEqual(ids.toSorted());
    expect(await claimDueChecks(10)).toEqual([]);
    for (const id of ids) await checkCredential(ctx, id);
    expect((await listStandings(ctx, ids)).every((one) => !one.isWaiting && one.state === 'passed')).toBe(true);
  });

  it('tell a state only of the version they were made with', async () => {
    const ctx = await testWorkspace();
    const { id } = await createCredential(ctx, restInput(app));
    const running = checkCredential(ctx, id);
    await transact(async (tx) => {
      await tx.update(credentials).set({ version: 7, state: 'unverified' }).where(eq(credentials.id, id));
    });
    await running.catch(() => undefined);
    expect((await listStandings(ctx, [id]))[0]?.state).toBe('unverified');
  });

  it('are all asked for or none', async () => {
    const ctx = await testWorkspace();
    const { id } = await createCredential(ctx, restInput(app));
    await expect(requestChecks(ctx, [id, 'crd_none'])).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await listStandings(ctx, [id]))[0]?.isWaiting).toBe(false);
  });
});
