import { beforeAll, expect, test } from 'vitest';
import { and, eq } from 'drizzle-orm';
import { read } from '#db/client.ts';
import { audit } from '#db/schema/audit.ts';
import { testDatabase } from '#db/testing.ts';
import { testWorkspace, withRole } from '#lib/gate/testing.ts';
import { createWorkspace, setVersionsKept, updateWorkspace } from './commands.ts';
import { getWorkspace, listWorkspaces } from './queries.ts';
import { newWorkspace, versionsInput } from './schema.ts';

beforeAll(testDatabase);

test('makes a workspace with an address of its own and records it', async () => {
  const ctx = await testWorkspace('admin');
  expect(await createWorkspace(ctx, { name: 'Staging', environment: 'staging' })).toEqual({
    tenant: ctx.tenantSlug,
    workspace: 'staging',
  });
  expect(await createWorkspace(ctx, { name: 'Staging!', environment: 'staging' })).toEqual({
    tenant: ctx.tenantSlug,
    workspace: 'staging-2',
  });
  expect((await listWorkspaces(ctx)).map((one) => one.slug)).toEqual(['operations', 'staging', 'staging-2']);
  const rows = await read().select({ action: audit.action }).from(audit).where(eq(audit.tenantId, ctx.tenantId));
  expect(rows.map((row) => row.action)).toEqual(['workspace.created', 'workspace.created']);
});

test('a name people would call the same is taken', async () => {
  const ctx = await testWorkspace();
  await createWorkspace(ctx, { name: 'Straße', environment: 'staging' });
  await expect(createWorkspace(ctx, { name: 'STRASSE', environment: 'staging' })).rejects.toMatchObject({
    code: 'NAME_TAKEN',
  });
  const [first] = await listWorkspaces(ctx);
  await expect(
    updateWorkspace(ctx, { id: first?.id ?? '', name: ' strasse ', environment: 'staging' }),
  ).rejects.toMatchObject({ code: 'NAME_TAKEN' });
});

const detailsOf = (tenantId: string) =>
  read().select({ action: audit.action, detail: audit.detail }).from(audit).where(eq(audit.tenantId, tenantId));

test('a new name or environment leaves the address as it was, and each is recorded', async () => {
  const ctx = await testWorkspace();
  const id = ctx.workspaceId;
  expect((await getWorkspace(ctx)).environment).toBe('production');
  await updateWorkspace(ctx, { id, name: 'Operations', environment: 'EU live' });
  await updateWorkspace(ctx, { id, name: 'Harbour', environment: 'EU live' });
  await updateWorkspace(ctx, { id, name: 'Harbour', environment: 'EU live' });
  expect(await getWorkspace(ctx)).toMatchObject({ name: 'Harbour', environment: 'EU live', slug: 'operations' });
  const action = 'workspace.updated';
  const recorded = await detailsOf(ctx.tenantId);
  expect(recorded).toHaveLength(2);
  expect(recorded).toContainEqual({ action, detail: { from: 'production', to: 'EU live' } });
  expect(recorded).toContainEqual({ action, detail: { nameBefore: 'Operations' } });
});

test.each([
  ['', false],
  ['   ', false],
  ['x'.repeat(41), false],
  ['two\nlines', false],
  ['EU live', true],
])('the environment %j', (environment, isGood) => {
  expect(newWorkspace.safeParse({ name: 'Harbour', environment }).success).toBe(isGood);
});

test("another tenant's workspace is not there, and a builder makes none", async () => {
  const [ctx, foreign] = [await testWorkspace(), await testWorkspace()];
  await expect(
    updateWorkspace(ctx, { id: foreign.workspaceId, name: 'Mine', environment: 'staging' }),
  ).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect(await listWorkspaces(foreign)).toMatchObject([{ name: 'Operations' }]);
  const builder = withRole(ctx, 'builder');
  await expect(createWorkspace(builder, { name: 'X', environment: 'staging' })).rejects.toMatchObject({
    code: 'FORBIDDEN',
  });
  await expect(
    updateWorkspace(builder, { id: ctx.workspaceId, name: 'X', environment: 'staging' }),
  ).rejects.toMatchObject({ code: 'FORBIDDEN' });
});

test('how many versions are kept is a setting of one workspace, recorded there', async () => {
  const ctx = await testWorkspace('admin');
  await createWorkspace(ctx, { name: 'Staging', environment: 'staging' });
  const kept = async () => (await listWorkspaces(ctx)).map((one) => one.versionsKept);
  expect(await kept()).toEqual([20, 20]);
  await setVersionsKept(ctx, { versionsKept: 50 });
  await setVersionsKept(ctx, { versionsKept: 50 });
  expect(await kept()).toEqual([50, 20]);
  const recorded = await read()
    .select({ workspaceId: audit.workspaceId, label: audit.targetLabel, detail: audit.detail })
    .from(audit)
    .where(and(eq(audit.tenantId, ctx.tenantId), eq(audit.action, 'workspace.versions_kept_changed')));
  expect(recorded).toEqual([{ workspaceId: ctx.workspaceId, label: 'Operations', detail: { from: 20, to: 50 } }]);
  await expect(setVersionsKept(withRole(ctx, 'builder'), { versionsKept: 10 })).rejects.toMatchObject({
    code: 'FORBIDDEN',
  });
  expect(await kept()).toEqual([50, 20]);
});

test.each([
  [4, false],
  [5, true],
  [100, true],
  [101, false],
  [20.5, false],
  [Number.NaN, false],
  ['20', false],
])('%j versions kept', (versionsKept, isGood) => {
  expect(versionsInput.safeParse({ versionsKept }).success).toBe(isGood);
});
