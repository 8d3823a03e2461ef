import { beforeAll, expect, test } from 'vitest';
import { eq } from 'drizzle-orm';
import { read } from '#db/client.ts';
import { audit } from '#db/schema/audit.ts';
import { testDatabase } from '#db/testing.ts';
import { testWorkspace, withRole } from '#lib/gate/testing.ts';
import { createWorkspace, renameWorkspace } from './commands.ts';
import { listWorkspaces } from './queries.ts';

beforeAll(testDatabase);

test('makes a workspace with an address of its own and records it', async () => {
  const ctx = await testWorkspace('admin');
  expect(await createWorkspace(ctx, 'Staging')).toEqual({ tenant: ctx.tenantSlug, workspace: 'staging' });
  expect(await createWorkspace(ctx, 'Staging!')).toEqual({ tenant: ctx.tenantSlug, workspace: 'staging-2' });
  expect((await listWorkspaces(ctx)).map((one) => one.slug)).toEqual(['operations', 'staging', 'staging-2']);
  const rows = await read().select({ action: audit.action }).from(audit).where(eq(audit.tenantId, ctx.tenantId));
  expect(rows.map((row) => row.action)).toEqual(['workspace.created', 'workspace.created']);
});

test('a name people would call the same is taken', async () => {
  const ctx = await testWorkspace();
  await createWorkspace(ctx, 'Straße');
  await expect(createWorkspace(ctx, 'STRASSE')).rejects.toMatchObject({ code: 'NAME_TAKEN' });
  const [first] = await listWorkspaces(ctx);
  await expect(renameWorkspace(ctx, first?.id ?? '', ' strasse ')).rejects.toMatchObject({ code: 'NAME_TAKEN' });
});

test('a new name leaves the address as it was', async () => {
  const ctx = await testWorkspace();
  await renameWorkspace(ctx, ctx.workspaceId, 'Production');
  expect(await listWorkspaces(ctx)).toMatchObject([{ name: 'Production', slug: 'operations' }]);
});

test("another tenant's workspace is not there, and a builder makes none", async () => {
  const [ctx, foreign] = [await testWorkspace(), await testWorkspace()];
  await expect(renameWorkspace(ctx, foreign.workspaceId, 'Mine')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect(await listWorkspaces(foreign)).toMatchObject([{ name: 'Operations' }]);
  const builder = withRole(ctx, 'builder');
  await expect(createWorkspace(builder, 'X')).rejects.toMatchObject({ code: 'FORBIDDEN' });
  await expect(renameWorkspace(builder, ctx.workspaceId, 'X')).rejects.toMatchObject({ code: 'FORBIDDEN' });
});
