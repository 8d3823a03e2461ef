import { beforeEach, expect, test } from 'vitest';
import { eq } from 'drizzle-orm';
import { read, transact } from '#db/client.ts';
import { audit } from '#db/schema/audit.ts';
import { installation } from '#db/schema/installation.ts';
import { members, tenants, workspaces } from '#db/schema/tenants.ts';
import { users } from '#db/schema/users.ts';
import { testDatabase } from '#db/testing.ts';
import { asUser, testPassword } from '#lib/gate/testing.ts';
import { boot } from '#lib/installation/commands.ts';
import { keyring } from '#lib/keys/queries.ts';
import { authenticate } from '#lib/users/commands.ts';
import { createTenant, setUp } from './commands.ts';
import { hasOwner } from './queries.ts';

const visitor = { requestId: 'req_test', address: '127.0.0.1' };
let token = '';

beforeEach(async () => {
  await testDatabase();
  process.env['KEYHAVEN_ROOT_KEY'] = Buffer.alloc(32, 7).toString('base64');
  const { setupUrl } = await boot();
  token = new URL(setupUrl ?? '').searchParams.get('token') ?? '';
});

const owner = { name: 'Mara Okafor', email: 'mara@example.com', password: testPassword };
const tenant = { name: 'Northwind', workspaceName: 'Operations' };
const count = async () => ({
  users: (await read().select({ id: users.id }).from(users)).length,
  tenants: (await read().select({ id: tenants.id }).from(tenants)).length,
});

test('the link makes owner, tenant, workspace, key and audit row, and then it is over', async () => {
  expect(await hasOwner()).toBe(false);
  expect(await setUp(visitor, { token, owner, tenant })).toEqual({ tenant: 'northwind', workspace: 'operations' });
  const [row] = await read()
    .select({ id: tenants.id, role: members.role })
    .from(tenants)
    .innerJoin(members, eq(members.tenantId, tenants.id));
  expect(row?.role).toBe('owner');
  expect((await (await keyring()).current(row?.id ?? '')).bytes).toHaveLength(32);
  expect(await read().select({ action: audit.action }).from(audit)).toEqual([{ action: 'tenant.created' }]);
  expect(await authenticate(' MARA@example.com', testPassword, '127.0.0.1')).toMatchObject({ ok: true });
  expect(await hasOwner()).toBe(true);
  await expect(setUp(visitor, { token, owner: { ...owner, email: 'b@example.com' }, tenant })).rejects.toMatchObject({
    code: 'SETUP_CLOSED',
  });
  expect(await count()).toEqual({ users: 1, tenants: 1 });
});

test('five at once with the same link: one owner', async () => {
  const all = await Promise.allSettled(
    Array.from({ length: 5 }, (_, n) =>
      setUp(visitor, { token, owner: { ...owner, email: `p${n}@example.com` }, tenant: { ...tenant, name: `T ${n}` } }),
    ),
  );
  expect(all.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
  for (const one of all) if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'SETUP_CLOSED' });
  expect(await count()).toEqual({ users: 1, tenants: 1 });
});

test('a link whose time is over, another text, none: closed, and nothing is made', async () => {
  for (const wrong of ['', 'x', `${token}x`, token.slice(1)]) {
    await expect(setUp(visitor, { token: wrong, owner, tenant })).rejects.toMatchObject({ code: 'SETUP_CLOSED' });
  }
  await transact(async (tx, now) => {
    await tx.update(installation).set({ setupExpiresAt: now });
  });
  await expect(setUp(visitor, { token, owner, tenant })).rejects.toMatchObject({ code: 'SETUP_CLOSED' });
  expect(await count()).toEqual({ users: 0, tenants: 0 });
});

test('a restart prints a new link and ends the old one', async () => {
  const again = new URL((await boot()).setupUrl ?? '').searchParams.get('token') ?? '';
  await expect(setUp(visitor, { token, owner, tenant })).rejects.toMatchObject({ code: 'SETUP_CLOSED' });
  await setUp(visitor, { token: again, owner, tenant });
  expect((await boot()).setupUrl).toBeNull();
});

test('a second tenant has its own key, its own address and the same person as owner', async () => {
  await setUp(visitor, { token, owner, tenant });
  const [person] = await read().select({ id: users.id }).from(users);
  const user = asUser(person?.id ?? '');
  expect(await createTenant(user, tenant)).toEqual({ tenant: 'northwind-2', workspace: 'operations' });
  expect((await createTenant(user, { name: 'API', workspaceName: 'Über' })).tenant).toBe('api-2');
  expect(await createTenant(user, { name: '日本', workspaceName: '支店' })).toEqual({
    tenant: 'tenant',
    workspace: 'workspace',
  });
  const rows = await read().select({ tenantId: workspaces.tenantId }).from(workspaces);
  const keys = await Promise.all(
    rows.map(async ({ tenantId }) => (await (await keyring()).current(tenantId)).bytes.toString('hex')),
  );
  expect(new Set(keys).size).toBe(4);
});
