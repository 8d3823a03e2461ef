import { and, asc, eq } from 'drizzle-orm';
import { beforeAll, expect, it } from 'vitest';
import { read, transact } from './client.ts';
import { credentials } from './schema/credentials.ts';
import { startsWith } from './starts-with.ts';
import { tenantKeys, tenants, workspaces } from './schema/tenants.ts';
import { testDatabase } from './testing.ts';

const now = 1_763_000_000_123;
const scope = { tenantId: 'ten_1', workspaceId: 'wsp_1' };

beforeAll(async () => {
  await testDatabase();
  await transact(async (tx) => {
    await tx.insert(tenants).values({ id: 'ten_1', slug: 'one', name: 'One', createdAt: now });
    const words = { slug: 'one', name: 'One', nameKey: 'one', environment: 'production' };
    await tx.insert(workspaces).values({ tenantId: 'ten_1', id: 'wsp_1', ...words, createdAt: now });
  });
});

const credential = (id: string, fields: Partial<typeof credentials.$inferInsert> = {}) => ({
  ...scope,
  id,
  identifier: id,
  name: id,
  nameKey: id,
  component: 'slack',
  authType: 'api_key' as const,
  environment: 'production',
  settings: {},
  metadata: {},
  audience: [],
  version: 1,
  revision: 1,
  state: 'passed' as const,
  createdAt: now,
  createdBy: 'usr_1',
  updatedAt: now,
  ...fields,
});

const save = (row: ReturnType<typeof credential>) => transact((tx) => tx.insert(credentials).values(row));
const load = async (id: string) => (await read().select().from(credentials).where(eq(credentials.id, id)))[0];

it('keeps text of every script as it is', async () => {
  const name = 'Ä\u0308 ß Ω 漢字 \u{1F511} \u{10FFFF} \u0001 \u2028 \\ \' " %';
  await save(credential('text', { name, account: '' }));
  expect(await load('text')).toMatchObject({ name, account: '', stateCode: null, deletedAt: null });
});

it('keeps bytes, truth and whole numbers', async () => {
  const wrapped = Buffer.from(Array.from({ length: 512 }, (_, n) => n % 256));
  const key = { tenantId: 'ten_1', keyId: 'k1', version: 2 ** 31 - 1, wrapped, isCurrent: true, createdAt: now };
  await transact((tx) => tx.insert(tenantKeys).values([key, { ...key, keyId: 'k2', version: -1, isCurrent: false }]));
  const rows = await read().select().from(tenantKeys).orderBy(asc(tenantKeys.keyId));
  expect(rows).toEqual([key, { ...key, keyId: 'k2', version: -1, isCurrent: false }]);
  expect(Buffer.isBuffer(rows[0]?.wrapped)).toBe(true);
});

it('keeps times to the last safe millisecond', async () => {
  await save(credential('time', { checkedAt: Number.MAX_SAFE_INTEGER, expiresAt: 0 }));
  expect(await load('time')).toMatchObject({ checkedAt: Number.MAX_SAFE_INTEGER, expiresAt: 0, createdAt: now });
});

it.each([{ version: 1.5 }, { version: 2 ** 31 }, { checkedAt: 0.1 }, { version: NaN }])(
  'refuses a number that is not whole or too large: %o',
  async (fields) => {
    await expect(save(credential('odd', fields))).rejects.toThrow();
    expect(await load('odd')).toBeUndefined();
  },
);

it('keeps JSON, also null and characters that text may not have', async () => {
  const metadata = { b: '\u0000 \u{1F511}', a: 'x', __proto: 'y' };
  await save(credential('json', { metadata, settings: { port: 5432, tls: true }, audience: ['https://b:443', 'a'] }));
  const row = await load('json');
  expect(row).toMatchObject({ metadata, settings: { port: 5432, tls: true }, audience: ['https://b:443', 'a'] });
});

it('writes the same JSON text for the same value', async () => {
  await save(credential('same-1', { metadata: { b: '1', a: '2' } }));
  await save(credential('same-2', { metadata: { a: '2', b: '1' } }));
  const rows = await read()
    .select({ id: credentials.id })
    .from(credentials)
    .where(eq(credentials.metadata, { b: '1', a: '2' }))
    .orderBy(asc(credentials.id));
  expect(rows.map((row) => row.id)).toEqual(['same-1', 'same-2']);
});

it('sorts names by their bytes in every script', async () => {
  const names = [
    'Zebra',
    'apple',
    'Ähre',
    'zulu',
    'Österreich',
    'émile',
    '-dash',
    '_under',
    '10',
    '9',
    'яблоко',
    'Ωmega',
  ];
  names.push('漢字', 'かな', '\u{1F511} key', '\uFF21', '\u{10FFFF}', 'a b', 'ab', 'a-b', 'A', 'a', 'å', 'z');
  for (const [n, name] of names.entries())
    await save(credential(`sort-${n}`, { name, nameKey: name, component: 'sort' }));
  const rows = await read()
    .select({ name: credentials.name })
    .from(credentials)
    .where(eq(credentials.component, 'sort'))
    .orderBy(asc(credentials.nameKey));
  const byBytes = names.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  expect(rows.map((row) => row.name)).toEqual(byBytes);
});

it('finds what begins with a text, case and signs included', async () => {
  const names = ['pre_fix.a', 'pre_fix.\u{1F511}', 'PRE_FIX.a', 'preXfix.a', 'pre_fix', 'pre_fixed'];
  for (const [n, name] of names.entries()) await save(credential(`prefix-${n}`, { name, component: 'prefix' }));
  const rows = await read()
    .select({ name: credentials.name })
    .from(credentials)
    .where(and(eq(credentials.component, 'prefix'), startsWith(credentials.name, 'pre_fix.')))
    .orderBy(asc(credentials.name));
  expect(rows.map((row) => row.name)).toEqual(['pre_fix.a', 'pre_fix.\u{1F511}']);
});
