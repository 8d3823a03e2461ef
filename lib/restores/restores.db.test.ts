import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { read, transact } from '#db/client.ts';
import { credentials, credentialVersions, verifications } from '#db/schema/credentials.ts';
import { testDatabase } from '#db/testing.ts';
import { createCredential, updateCredential } from '#lib/credentials/commands.ts';
import { restInput, startTestApp, type TestApp } from '#lib/credentials/testing.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { openVersion } from '#lib/versions/queries.ts';
import { setVersionsKept } from '#lib/workspaces/commands.ts';
import { restoreVersion } from './commands.ts';

let first: TestApp;
let second: TestApp;
beforeAll(async () => {
  await testDatabase();
  first = await startTestApp('key-of-the-first-app');
  second = await startTestApp('key-of-the-second-app');
});
afterAll(() => Promise.all([first.close(), second.close()]));

const savedFor = (app: TestApp) => ({
  name: 'Orders API',
  environment: 'production',
  settings: restInput(app).settings,
  secret: { apiKey: app.goodKey },
  expiresAt: null,
  acceptUntested: false,
});

/** Version 1 is of the first app; version 2 of the second, and current. */
async function moved(ctx: WorkspaceCtx): Promise<string> {
  const { id } = await createCredential(ctx, restInput(first));
  await updateCredential(ctx, { id, revision: 1, ...savedFor(second) });
  for (const app of [first, second]) app.seen.length = 0;
  return id;
}

const everything = async (id: string) => ({
  row: await read().select().from(credentials).where(eq(credentials.id, id)),
  versions: await read().select().from(credentialVersions).where(eq(credentialVersions.credentialId, id)),
  checks: await read().select().from(verifications).where(eq(verifications.credentialId, id)),
});

describe('a version whose audience was another one', () => {
  it('comes back with its own settings and audience, and its secret goes nowhere else', async () => {
    const ctx = await testWorkspace();
    const id = await moved(ctx);
    await restoreVersion(ctx, { id, revision: 2, number: 1 });
    expect(first.seen).toEqual([first.goodKey]);
    expect(second.seen).toEqual([]);
    const [row] = (await everything(id)).row;
    expect(row).toMatchObject({ version: 3, revision: 3, audience: [first.url], state: 'passed' });
    expect(row?.settings).toMatchObject({ baseUrl: first.url });
    const { secret, settings, audience } = await openVersion(ctx, id, 3);
    expect({ secret, audience, baseUrl: settings['baseUrl'] }).toEqual({
      secret: { apiKey: first.goodKey },
      audience: [first.url],
      baseUrl: first.url,
    });
  });

  it('is checked before it is stored: refused where its app refuses it', async () => {
    const ctx = await testWorkspace();
    const refusing = await startTestApp('a-key-that-will-change');
    const { id } = await createCredential(ctx, restInput(refusing));
    await updateCredential(ctx, { id, revision: 1, ...savedFor(second) });
    await refusing.close();
    const before = await everything(id);
    second.seen.length = 0;
    const restored = restoreVersion(ctx, { id, revision: 2, number: 1 });
    await expect(restored).rejects.toMatchObject({ code: 'VERIFICATION_FAILED' });
    expect(await everything(id)).toEqual(before);
    expect(second.seen).toEqual([]);
  });

  it('is not stored over what somebody saved meanwhile', async () => {
    const ctx = await testWorkspace();
    const id = await moved(ctx);
    await updateCredential(ctx, { id, revision: 2, ...savedFor(second), name: 'Renamed' });
    await expect(restoreVersion(ctx, { id, revision: 2, number: 1 })).rejects.toMatchObject({
      code: 'CHANGED_MEANWHILE',
    });
    expect(first.seen).toEqual([]);
  });

  it('goes nowhere where its audience was changed beneath its seal', async () => {
    const ctx = await testWorkspace();
    const id = await moved(ctx);
    await transact(async (tx) => {
      await tx
        .update(credentialVersions)
        .set({ audience: [second.url] })
        .where(and(eq(credentialVersions.credentialId, id), eq(credentialVersions.number, 1)));
    });
    await expect(restoreVersion(ctx, { id, revision: 2, number: 1 })).rejects.toMatchObject({ code: 'UNREADABLE' });
    expect([...first.seen, ...second.seen]).toEqual([]);
  });

  it('that is not kept any more is not there', async () => {
    const ctx = await testWorkspace();
    const id = await moved(ctx);
    await setVersionsKept(ctx, { versionsKept: 5 });
    for (let revision = 2; revision < 6; revision += 1)
      await updateCredential(ctx, { id, revision, ...savedFor(second) });
    await expect(restoreVersion(ctx, { id, revision: 6, number: 1 })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(first.seen).toEqual([]);
  });
});
