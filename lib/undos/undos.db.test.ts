import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { read, transact } from '#db/client.ts';
import { audit } from '#db/schema/audit.ts';
import { credentials, credentialVersions } from '#db/schema/credentials.ts';
import { flows } from '#db/schema/flows.ts';
import { imports } from '#db/schema/imports.ts';
import { testDatabase } from '#db/testing.ts';
import { checkCredential } from '#lib/checks/commands.ts';
import { dayMs } from '#lib/clock.ts';
import { setEnvironment } from '#lib/batches/commands.ts';
import { createCredential, updateCredential } from '#lib/credentials/commands.ts';
import { getCredential } from '#lib/credentials/queries.ts';
import { restInput, startTestApp, type TestApp } from '#lib/credentials/testing.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { exported, withPassword } from '#lib/imports/testing.ts';
import { deleteCredentials, purgeTrash, restoreCredentials } from '#lib/trash/commands.ts';
import { plantUse } from '#lib/uses/testing.ts';
import { openVersion } from '#lib/versions/queries.ts';
import { undoDays } from '#lib/versions/schema.ts';
import { undoImport } from './commands.ts';
import { getImport } from './queries.ts';
import { asItMeets, imported } from '#lib/import-history/testing.ts';

let app: TestApp;
beforeAll(async () => {
  await testDatabase();
  app = await startTestApp();
});
afterAll(() => app.close());

const rowOf = async (id: string) => {
  const [row] = await read().select().from(credentials).where(eq(credentials.id, id));
  if (!row) throw new Error('The credential is gone.');
  return row;
};

const set = (id: string, change: Partial<typeof credentials.$inferInsert>) =>
  transact(async (tx) => {
    await tx.update(credentials).set(change).where(eq(credentials.id, id));
  });

/** Everything an override changes and an undo must give back. */
async function facts(ctx: WorkspaceCtx, id: string) {
  const { identifier, name, environment, settings, metadata, audience, expiresAt, deletedAt, version } =
    await rowOf(id);
  const { versionId, secret, savedAt, settings: sealed, audience: bound } = await openVersion(ctx, id, version);
  const value = { versionId, secret, savedAt, sealed, bound };
  return { identifier, name, environment, settings, metadata, audience, expiresAt, deletedAt, value };
}

/** What an undo may never leave half done. */
const everything = async (ctx: WorkspaceCtx) => ({
  credentials: await read().select().from(credentials).where(eq(credentials.tenantId, ctx.tenantId)),
  versions: await read().select().from(credentialVersions).where(eq(credentialVersions.tenantId, ctx.tenantId)),
  audit: (await read().select().from(audit).where(eq(audit.tenantId, ctx.tenantId))).length,
});

const elsewhere = (change: object = {}) =>
  restInput(app, {
    name: 'Met',
    environment: 'staging',
    settings: { ...restInput(app).settings, testPath: '/other' },
    ...change,
  });

/** A workspace where an import overrode `met` and made `made`. */
async function place() {
  const mine = await withPassword(await testWorkspace());
  const ids: string[] = [];
  for (const name of ['Met', 'Made']) ids.push((await createCredential(mine, restInput(app, { name }))).id);
  const file = await exported(mine, ids);
  const ctx = await testWorkspace();
  const { id: met } = await createCredential(ctx, elsewhere());
  await set(met, { metadata: { owner: 'finance' } });
  const before = await facts(ctx, met);
  const applied = await imported(ctx, file, asItMeets);
  const made = applied.created[0]?.id ?? '';
  return { ctx, file, met, made, before, id: applied.importId };
}

const namesOf = (blocked: unknown) => (blocked as { detail: { names: string[] } }).detail.names;
const refusal = async (ctx: WorkspaceCtx, id: string) => {
  const before = await everything(ctx);
  const error: unknown = await undoImport(ctx, { id }).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: 'IMP-305' });
  expect(await everything(ctx)).toEqual(before);
  expect((await getImport(ctx, id)).undone).toBeNull();
  return error;
};
const whyOf = async (ctx: WorkspaceCtx, id: string) =>
  (await getImport(ctx, id)).blockers.map(({ name, why }) => `${name}: ${why}`);

describe('the undo of an import', () => {
  it('gives back exactly what was there, and puts the new ones in the trash', async () => {
    const { ctx, met, made, before, id } = await place();
    expect(await facts(ctx, met)).not.toEqual(before);
    expect(await undoImport(ctx, { id })).toMatchObject({ trashed: 1, reverted: 1 });
    expect(await facts(ctx, met)).toEqual(before);
    expect(await rowOf(met)).toMatchObject({ version: 3, revision: 3, state: 'unverified', account: null });
    expect((await rowOf(met)).verifyDueAt).not.toBeNull();
    const [newest] = await read()
      .select({ reason: credentialVersions.reason })
      .from(credentialVersions)
      .where(and(eq(credentialVersions.credentialId, met), eq(credentialVersions.number, 3)));
    expect(newest?.reason).toBe('undone');
    expect(await rowOf(made)).toMatchObject({ deletedBy: 'Mara Okafor', verifyDueAt: null });
    expect((await rowOf(made)).deletedAt).not.toBeNull();
    expect(await getImport(ctx, id)).toMatchObject({ undone: { by: 'Mara Okafor' }, blockers: [] });
    expect((await checkCredential(ctx, met)).verification?.outcome).toBe('passed');
  });

  it('gives back metadata whatever its entries are called', async () => {
    const mine = await withPassword(await testWorkspace());
    const { id: met } = await createCredential(mine, restInput(app, { name: 'Met' }));
    const entriesOf = async (id: string) => Object.entries((await rowOf(id)).metadata);
    // Pairs, because a comparison of objects looks past `__proto__`. `$ref` and `$id` together no file can hold.
    for (const dollar of ['$ref', '$id']) {
      const keys = ['__proto__', 'constructor', 'toJSON', 'toBSON', 'then', '_bsontype', 'hasOwnProperty', '', dollar];
      const entries = keys.toSorted().map((key, n): [string, string] => [key, `v${n}`]);
      await set(met, { metadata: Object.fromEntries(entries) });
      expect(await entriesOf(met)).toEqual(entries);
      const there = await withPassword(await testWorkspace());
      const [copy] = (await imported(there, await exported(mine, [met]), asItMeets)).created;
      expect(await entriesOf(copy?.id ?? '')).toEqual(entries);
      const back = await exported(there, [copy?.id ?? '']);
      await set(met, { metadata: {} });
      const first = await imported(mine, back, asItMeets);
      expect(await entriesOf(met)).toEqual(entries);
      await undoImport(mine, { id: first.importId });
      expect(await entriesOf(met)).toEqual([]);
      await set(met, { metadata: Object.fromEntries(entries) });
      await set(copy?.id ?? '', { metadata: {} });
      const second = await imported(mine, await exported(there, [copy?.id ?? '']), asItMeets);
      expect(await entriesOf(met)).toEqual([]);
      await undoImport(mine, { id: second.importId });
      expect(await entriesOf(met)).toEqual(entries);
    }
  });

  it('is done once, however often and by how many it is asked for', async () => {
    const { ctx, met, id } = await place();
    const answers = await Promise.all([1, 2, 3].map(() => undoImport(ctx, { id })));
    const after = await everything(ctx);
    answers.push(await undoImport(ctx, { id }));
    expect(new Set(answers.map((one) => (one.kind === 'undone' ? one.at : one.kind))).size).toBe(1);
    expect(await everything(ctx)).toEqual(after);
    expect((await rowOf(met)).version).toBe(3);
  });

  it('leaves what was created and is deleted or purged since', async () => {
    for (const isPurged of [false, true]) {
      const { ctx, met, made, before, id } = await place();
      await deleteCredentials(ctx, [made]);
      if (isPurged) {
        await set(made, { deletedAt: 1 });
        await purgeTrash(40 * dayMs);
      }
      expect(await whyOf(ctx, id)).toEqual([]);
      await undoImport(ctx, { id });
      expect(await facts(ctx, met)).toEqual(before);
    }
  });

  it('is not hindered by checks, nor by flows that do not run', async () => {
    const { ctx, met, made, id } = await place();
    for (const one of [met, made]) await checkCredential(ctx, one);
    await plantUse(ctx, made, { flowState: 'draft' });
    await plantUse(ctx, met, { flowState: 'active', flowName: 'On the old one' });
    expect(await whyOf(ctx, id)).toEqual([]);
    await undoImport(ctx, { id });
    expect((await rowOf(made)).deletedAt).not.toBeNull();
  });
});

describe('it is refused as a whole', () => {
  const save = async (ctx: WorkspaceCtx, id: string) => {
    const { revision, name, environment, settings } = await getCredential(ctx, id);
    const typed = { settings: { ...settings }, secret: { apiKey: app.goodKey } };
    const rest = { expiresAt: null, acceptUntested: false };
    await updateCredential(ctx, { id, revision, name, environment, ...typed, ...rest });
  };

  it('where a credential was changed since, whichever way', async () => {
    const { ctx, met, made, id } = await place();
    await setEnvironment(ctx, [met], 'production');
    await save(ctx, made);
    expect(await whyOf(ctx, id)).toEqual(['Met: It was changed since.', 'Made: A newer version was saved since.']);
    expect(namesOf(await refusal(ctx, id))).toEqual(['Met', 'Made']);
  });

  it('where an active flow uses what was created, and it is told which', async () => {
    const { ctx, made, id } = await place();
    for (const flowName of ['D', 'C', 'B', 'A']) await plantUse(ctx, made, { flowName });
    expect(await whyOf(ctx, id)).toEqual(['Made: 4 active flows use it: A, B, C, ….']);
    await refusal(ctx, id);
  });

  it('where what was overridden is deleted, or was deleted and restored', async () => {
    const { ctx, met, id } = await place();
    await deleteCredentials(ctx, [met]);
    expect(await whyOf(ctx, id)).toEqual(['Met: It was deleted since.']);
    await refusal(ctx, id);
    await restoreCredentials(ctx, [met]);
    expect(await whyOf(ctx, id)).toEqual(['Met: It was changed since.']);
    await refusal(ctx, id);
  });

  it('where the former value is gone, or does not open', async () => {
    const { ctx, met, id } = await place();
    const former = and(eq(credentialVersions.credentialId, met), eq(credentialVersions.number, 1));
    await transact(async (tx) => {
      await tx
        .update(credentialVersions)
        .set({ sealed: Buffer.from([0, 1]) })
        .where(former);
    });
    expect(namesOf(await refusal(ctx, id))).toEqual(['Met']);
    await transact(async (tx) => {
      await tx.delete(credentialVersions).where(former);
    });
    expect(await whyOf(ctx, id)).toEqual(['Met: Its former value is not kept any more.']);
    await refusal(ctx, id);
  });

  it('when it is too long ago', async () => {
    const { ctx, id } = await place();
    const age = async (days: number) =>
      transact(async (tx, now) => {
        await tx
          .update(imports)
          .set({ appliedAt: now - days * dayMs })
          .where(eq(imports.id, id));
      });
    await age(undoDays + 1);
    await expect(undoImport(ctx, { id })).rejects.toMatchObject({ code: 'IMP-306' });
    expect((await getImport(ctx, id)).undone).toBeNull();
    await age(undoDays - 1);
    await undoImport(ctx, { id });
  });
});

describe('imports on top of one another', () => {
  it('are undone last first, each to what it found', async () => {
    const { ctx, file, met, before, id } = await place();
    const ids = [id];
    const states = [before];
    for (let n = 0; n < 2; n += 1) {
      states.push(await facts(ctx, met));
      ids.push((await imported(ctx, file, asItMeets)).importId);
    }
    const [first = '', second = '', third = ''] = ids;
    await refusal(ctx, first);
    await refusal(ctx, second);
    for (const [at, one] of [third, second, first].entries()) {
      await undoImport(ctx, { id: one });
      expect(await facts(ctx, met)).toEqual(states[2 - at]);
    }
    expect((await getImport(ctx, first)).undone).not.toBeNull();
  });
});

describe('at the same moment', () => {
  it('an edit, a deletion, a flow or an import: one of both happens, never a half', async () => {
    const rivals = [
      ({ ctx, met }: Awaited<ReturnType<typeof place>>) => setEnvironment(ctx, [met], 'rival'),
      ({ ctx, met }: Awaited<ReturnType<typeof place>>) => deleteCredentials(ctx, [met]),
      ({ ctx, file }: Awaited<ReturnType<typeof place>>) => imported(ctx, file, asItMeets),
    ];
    for (const rival of rivals) {
      const there = await place();
      const { ctx, met, made, before, id } = there;
      const [undo] = await Promise.allSettled([undoImport(ctx, { id }), rival(there)]);
      const isTrashed = (await rowOf(made)).deletedAt !== null;
      const { undone } = await getImport(ctx, id);
      expect([undone !== null, isTrashed]).toEqual([undo.status === 'fulfilled', undo.status === 'fulfilled']);
      const former = await openVersion(ctx, met, undo.status === 'fulfilled' ? 3 : 2);
      expect(former.versionId === before.value.versionId).toBe(undo.status === 'fulfilled');
    }
  });

  it('an activated flow: it is never left without its credential', async () => {
    const { ctx, made, id } = await place();
    const flowId = await plantUse(ctx, made, { flowState: 'draft' });
    const activate = transact(async (tx) => {
      const [live] = await tx
        .select({ deletedAt: credentials.deletedAt })
        .from(credentials)
        .where(eq(credentials.id, made));
      if (live?.deletedAt === null) await tx.update(flows).set({ state: 'active' }).where(eq(flows.id, flowId));
    });
    await Promise.allSettled([undoImport(ctx, { id }), activate]);
    const [flow] = await read().select({ state: flows.state }).from(flows).where(eq(flows.id, flowId));
    expect(flow?.state === 'active' && (await rowOf(made)).deletedAt !== null).toBe(false);
  });
});
