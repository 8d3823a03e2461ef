import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { planOf, statementsOf } from '#db/plans/testing.ts';
import { testDatabase } from '#db/testing.ts';
import { makeKey } from '#lib/api-keys/testing.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { env } from '#lib/env.ts';
import { requireKey } from '#lib/gate/key.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { requireUsable } from './queries.ts';

beforeAll(testDatabase);

let ctx: WorkspaceCtx;
beforeEach(async () => {
  ctx = await testWorkspace();
});

/** PostgreSQL may take another index while a table is small; that the value is of the column's type, it says anyhow. */
const comparison = (column: string): RegExp =>
  new RegExp(env.databaseUrl ? `\\b${column} = \\(?\\$\\d` : `^SEARCH .*\\b${column}=\\?`, 'm');

/** What is asked for each token is compared with a cast of the value: no index may be lost by it. */
async function expectIndexes(work: () => Promise<unknown>, tables: readonly string[], column: string): Promise<void> {
  const asked = await statementsOf(() => work().catch(() => undefined));
  const text = asked.find((one) => tables.every((table) => one.includes(`"${table}"`))) ?? '';
  expect(text, asked.join('\n')).not.toBe('');
  const plan = await planOf(text);
  expect(plan, text).not.toMatch(/^SCAN|Seq Scan|TEMP B-TREE/m);
  expect(plan, text).toMatch(comparison(column));
}

describe('what a request for a token reads is found by indexes:', () => {
  const tables = ['credentials', 'credential_versions', 'tenant_keys', 'connections', 'grants'];

  it.each([
    ['id', { id: 'crd_0' }],
    ['identifier', { identifier: 'orders' }],
  ])('the credential by its %s', async (column, asked) => {
    await expectIndexes(() => requireUsable(ctx, asked), tables, column);
  });

  it.each([
    ['id', { id: 'crd_0' }],
    ['identifier', { identifier: 'orders' }],
    ['connection_key', { consumer: null, connection: 'crm/orders' }],
  ])('that of a consumer by its %s', async (column, asked) => {
    const limits = { consumerId: 'con_0', permissions: new Set<never>(), expiresAt: null };
    await expectIndexes(() => requireUsable({ ...ctx, limits }, asked), tables, column);
  });

  it('the key by its hash', async () => {
    const { token } = await makeKey(ctx);
    const facts = { requestId: 'req_0', address: '127.0.0.1' };
    await expectIndexes(
      () => requireKey(`Bearer ${token}`, facts),
      ['api_keys', 'tenants', 'workspaces'],
      'token_hash',
    );
  });
});
