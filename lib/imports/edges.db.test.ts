import { BSON } from 'bson';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { read, transact } from '#db/client.ts';
import { audit } from '#db/schema/audit.ts';
import { credentials, credentialVersions } from '#db/schema/credentials.ts';
import { imports } from '#db/schema/imports.ts';
import { members } from '#db/schema/tenants.ts';
import { uploads } from '#db/schema/uploads.ts';
import { testDatabase } from '#db/testing.ts';
import type { Role } from '#lib/access.ts';
import type { CredentialItem } from '#lib/bson/item.ts';
import { writeContainer } from '#lib/bson/write.ts';
import { applyPlan } from '#lib/bulk-imports/commands.ts';
import { fileOf as largeFileOf, manyth, planned, runDue } from '#lib/bulk-imports/testing.ts';
import { createCredential } from '#lib/credentials/commands.ts';
import { restInput, rowsOf, startTestApp, type TestApp } from '#lib/credentials/testing.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { wrapFileKey } from '#lib/exports/model.ts';
import { asUser, testWorkspace } from '#lib/gate/testing.ts';
import { workspaceOf } from '#lib/gate/walk.ts';
import { signingKeyOf } from '#lib/identities/queries.ts';
import { newId } from '#lib/ids.ts';
import { findRun } from '#lib/import-runs/queries.ts';
import { openVersion } from '#lib/versions/queries.ts';
import { applyImport } from './commands.ts';
import { readImport } from './queries.ts';
import type { Choice } from './schema.ts';
import { exported, itemOf, planOf, uploaded, withPassword, type Plan } from './testing.ts';

let app: TestApp;
beforeAll(async () => {
  await testDatabase();
  app = await startTestApp();
});
afterAll(() => app.close());

const item = (name: string, change: Partial<CredentialItem> = {}) => itemOf(app, name, change);

/** A file sealed to this installation and signed by this very tenant: nobody has to be asked or confirmed. */
async function fileOf(ctx: WorkspaceCtx, items: readonly CredentialItem[]): Promise<Buffer> {
  const parts: Buffer[] = [];
  const written = writeContainer({
    resourceType: 'credential',
    platformVersion: '0.9.0',
    exportId: newId('exp'),
    exportedAt: new Date(0),
    origin: { tenantName: 'Far', workspaceName: 'Away' },
    count: items.length,
    items: [...items],
    sealing: { kind: 'installation', wrap: wrapFileKey },
    signer: await signingKeyOf(ctx.tenantId),
  });
  for await (const part of written) parts.push(part);
  return Buffer.concat(parts);
}

/** What can be imported, as chosen; the rest is left. */
const apply = (ctx: WorkspaceCtx, plan: Plan, choice: Choice = 'create') =>
  applyImport(ctx, {
    uploadId: plan.uploadId,
    passphrase: null,
    token: plan.token,
    acceptSigner: true,
    choices: plan.items.map(({ i, outcome }) => ({ i, do: outcome === 'refused' ? 'skip' : choice })),
  });

const previewed = async (ctx: WorkspaceCtx, items: readonly CredentialItem[]) =>
  planOf(ctx, await uploaded(ctx, await fileOf(ctx, items)));

const namesOf = async (ctx: WorkspaceCtx) => (await rowsOf(ctx)).map((row) => row.name).toSorted();

/** Everything an import writes. */
const written = async ({ tenantId }: WorkspaceCtx) => ({
  credentials: (await read().select().from(credentials).where(eq(credentials.tenantId, tenantId))).length,
  versions: (await read().select().from(credentialVersions).where(eq(credentialVersions.tenantId, tenantId))).length,
  imports: (await read().select().from(imports).where(eq(imports.tenantId, tenantId))).length,
  audit: (await read().select().from(audit).where(eq(audit.tenantId, tenantId))).length,
  uploads: await read().select({ state: uploads.state }).from(uploads).where(eq(uploads.tenantId, tenantId)),
});

describe('an item of another version of its app', () => {
  it('is named with what is wrong and what helps; the others come in', async () => {
    const ctx = await testWorkspace();
    const { settings } = item('any');
    const { baseUrl: _, ...withoutUrl } = settings;
    const plan = await previewed(ctx, [
      item('Good'),
      item('Older', { settings: { ...settings, region: 'eu' } }),
      item('Newer', { settings: withoutUrl }),
      item('Secretive', { secret: { apiKey: app.goodKey, pin: '1' } }),
      item('Gone', { authType: 'custom' }),
      item('Elsewhere', { component: 'teletype' }),
      item('Odd', { settings: { ...settings, 'two\nlines': 'x' } }),
    ]);
    const helps = 'Export it again from an installation of this version, or create it here by hand.';
    expect(plan.items.map(({ name, reason }) => [name, reason])).toEqual([
      ['Good', null],
      ['Older', `API key has no field called region here. ${helps}`],
      ['Newer', `Base URL is needed. ${helps}`],
      ['Secretive', `API key has no field called pin here. ${helps}`],
      ['Gone', `REST API has no way to sign in called custom here. ${helps}`],
      ['Elsewhere', 'This installation has no app called teletype.'],
      ['Odd', `API key has no such field here. ${helps}`],
    ]);
    await apply(ctx, plan);
    expect(await namesOf(ctx)).toEqual(['Good']);
  });

  it('names all that does not fit, to an end', async () => {
    const ctx = await testWorkspace();
    const extra = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`field${n}`, 'x']));
    const [shown] = (await previewed(ctx, [item('Many', { settings: { ...item('any').settings, ...extra } })])).items;
    expect(shown?.reason).toMatch(/field0 here.*field1 here.*field2 here\. Export it again/);
    expect(shown?.reason?.length).toBeLessThan(400);
  });
});

describe('a large item', () => {
  const metadata = Object.fromEntries(Array.from({ length: 6 }, (_, n) => [`note${n}`, `${n}`.repeat(60_000)]));

  it('of 350 KB is carried both ways', async () => {
    const [ctx, there] = [await withPassword(await testWorkspace()), await testWorkspace()];
    await apply(ctx, await previewed(ctx, [item('Large', { metadata })]));
    const [row] = await rowsOf(ctx);
    expect(row?.metadata).toEqual(metadata);
    const file = await exported(ctx, [row?.id ?? '']);
    expect(file.length).toBeGreaterThan(350_000);
    await apply(there, await planOf(there, await uploaded(there, file)));
    const [same] = await rowsOf(there);
    expect(same?.metadata).toEqual(metadata);
    expect((await openVersion(there, same?.id ?? '', 1)).secret).toEqual({ apiKey: app.goodKey });
  });

  it('above 1 MiB is refused with a code both ways', async () => {
    const ctx = await withPassword(await testWorkspace());
    const { id } = await createCredential(ctx, restInput(app));
    const huge = Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`note${n}`, 'x'.repeat(60_000)]));
    await transact(async (tx) => {
      await tx.update(credentials).set({ metadata: huge }).where(eq(credentials.id, id));
    });
    await expect(exported(ctx, [id])).rejects.toMatchObject({ code: 'TOO_LARGE' });
    const plain = { resourceType: 'credential', name: 'Huge', component: 'rest', metadata: huge, token: 't' };
    const upload = await uploaded(ctx, BSON.serialize(plain));
    await expect(readImport(ctx, { uploadId: upload, passphrase: null })).rejects.toMatchObject({ code: 'IMP-103' });
    expect(await namesOf(ctx)).toEqual(['Orders API']);
  });
});

describe('between preview and Create', () => {
  const change = (ctx: WorkspaceCtx, set: { role?: Role; disabledAt?: number }) =>
    transact(async (tx) => {
      await tx.update(members).set(set).where(eq(members.tenantId, ctx.tenantId));
    });
  const remove = (ctx: WorkspaceCtx) =>
    transact(async (tx) => {
      await tx.delete(members).where(eq(members.tenantId, ctx.tenantId));
    });
  const arriving = (ctx: WorkspaceCtx) => workspaceOf(asUser(ctx), ctx.tenantSlug, ctx.workspaceSlug);

  it('a role is lowered: refused, and nothing is stored', async () => {
    for (const role of ['builder', 'viewer'] as const) {
      const ctx = await testWorkspace('admin');
      const plan = await previewed(ctx, [item('One')]);
      const before = await written(ctx);
      await change(ctx, { role });
      const now = await arriving(ctx);
      await expect(apply(now ?? ctx, plan)).rejects.toMatchObject({ code: 'FORBIDDEN' });
      expect(await written(ctx)).toEqual(before);
    }
  });

  it('a member is disabled or removed: there is no way in', async () => {
    for (const leave of [remove, (ctx: WorkspaceCtx) => change(ctx, { disabledAt: 1 })]) {
      const ctx = await testWorkspace('admin');
      await previewed(ctx, [item('One')]);
      await leave(ctx);
      expect(await arriving(ctx)).toBeNull();
    }
  });

  it('of a large file the same holds for what was begun', async () => {
    const ways = [
      remove,
      (ctx: WorkspaceCtx) => change(ctx, { disabledAt: 1 }),
      (ctx: WorkspaceCtx) => change(ctx, { role: 'viewer' }),
    ];
    for (const leave of ways) {
      const ctx = await testWorkspace('admin');
      const id = await planned(ctx, await largeFileOf(ctx, [manyth(1), manyth(2), manyth(3)]));
      await applyPlan(ctx, { id, acceptSigner: true });
      await leave(ctx);
      await runDue();
      expect(await rowsOf(ctx)).toEqual([]);
      expect(await findRun(ctx, id)).toBeNull();
    }
  });
});

describe('two imports of overlapping files at once', () => {
  it('one wins, the other is shown again, and nothing is there twice', async () => {
    const ctx = await testWorkspace();
    const one = await previewed(ctx, [item('A'), item('B'), item('C')]);
    const other = await previewed(ctx, [item('C'), item('D'), item('E')]);
    const outcomes = await Promise.allSettled([apply(ctx, one), apply(ctx, other)]);
    const lost = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
    expect(lost).toMatchObject([{ code: 'IMP-302' }]);
    const isFirst = outcomes[0].status === 'fulfilled';
    expect(await namesOf(ctx)).toEqual(isFirst ? ['A', 'B', 'C'] : ['C', 'D', 'E']);
    const again = await planOf(ctx, isFirst ? other.uploadId : one.uploadId);
    expect(again.items.filter((shown) => shown.outcome === 'conflict').map((shown) => shown.name)).toEqual(['C']);
    await apply(ctx, again);
    expect(await namesOf(ctx)).toEqual(['A', 'B', 'C', 'C 2', 'D', 'E']);
    expect(new Set((await rowsOf(ctx)).map((row) => row.identifier)).size).toBe(6);
  });

  it('that override the same: one value is current, the others are versions', async () => {
    const ctx = await testWorkspace();
    await apply(ctx, await previewed(ctx, [item('C')]));
    const plans = [
      await previewed(ctx, [item('A'), item('C', { secret: { apiKey: 'one' } })]),
      await previewed(ctx, [item('C', { secret: { apiKey: 'other' } }), item('D')]),
    ];
    const choices = { new: 'create', conflict: 'override', refused: 'skip' } as const;
    const outcomes = await Promise.allSettled(
      plans.map((plan) =>
        applyImport(ctx, {
          uploadId: plan.uploadId,
          passphrase: null,
          token: plan.token,
          acceptSigner: true,
          choices: plan.items.map(({ i, outcome }) => ({ i, do: choices[outcome] })),
        }),
      ),
    );
    expect(outcomes.map((one) => one.status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const won = outcomes[0]?.status === 'fulfilled' ? 'one' : 'other';
    const row = (await rowsOf(ctx)).find((one) => one.name === 'C');
    expect(row?.version).toBe(2);
    expect((await openVersion(ctx, row?.id ?? '', 2)).secret).toEqual({ apiKey: won });
    expect((await openVersion(ctx, row?.id ?? '', 1)).secret).toEqual({ apiKey: app.goodKey });
  });
});
