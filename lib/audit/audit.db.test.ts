import { eq } from 'drizzle-orm';
import { beforeAll, describe, expect, it } from 'vitest';
import { read, transact } from '#db/client.ts';
import { audit } from '#db/schema/audit.ts';
import { testDatabase } from '#db/testing.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { testWorkspace, withRole } from '#lib/gate/testing.ts';
import { keyring } from '#lib/keys/queries.ts';
import { mac } from '#lib/vault/signing.ts';
import { auditKey, recorder } from './commands.ts';
import { auditBytes } from './model.ts';
import { listActivity } from './queries.ts';

beforeAll(() => testDatabase());

const entry = { action: 'credential.created', targetKind: 'credential', targetId: 'c1', targetLabel: 'One' };

async function write(ctx: WorkspaceCtx, count = 1, change: object = {}): Promise<void> {
  const record = await recorder(ctx);
  await transact(async (tx, now) => {
    for (let n = 0; n < count; n += 1) await record(tx, now, { ...entry, ...change, detail: { n } });
  });
}

/** Anything of the same kind that is not the same. */
const other = (value: unknown): unknown => {
  if (typeof value === 'number') return value + 1;
  return typeof value === 'string' ? `${value}x` : { n: 1 };
};

describe('an audit row', () => {
  it('carries a MAC over every column that says anything', async () => {
    const ctx = await testWorkspace();
    await write(ctx);
    const [row] = await read().select().from(audit).where(eq(audit.tenantId, ctx.tenantId));
    if (!row) throw new Error('no row');
    const key = auditKey((await (await keyring()).find(ctx.tenantId, row.keyId)).bytes);
    const { mac: written, ...fields } = row;
    expect(mac(key, auditBytes(fields)).equals(written)).toBe(true);
    for (const [name, value] of Object.entries(fields)) {
      const changed = { ...fields, [name]: other(value) };
      expect(mac(key, auditBytes(changed)).equals(written), name).toBe(false);
    }
    expect(mac(key, auditBytes({ ...fields, workspaceId: null })).equals(written)).toBe(false);
  });

  it('is not there when what it tells of was rolled back', async () => {
    const ctx = await testWorkspace();
    const record = await recorder(ctx);
    const failed = transact(async (tx, now) => {
      await record(tx, now, entry);
      throw new Error('no');
    });
    await expect(failed).rejects.toThrow('no');
    expect(await read().select().from(audit).where(eq(audit.tenantId, ctx.tenantId))).toEqual([]);
  });
});

describe('activity', () => {
  it('is listed newest first, page by page, for this workspace and its tenant alone', async () => {
    const ctx = await testWorkspace();
    const other = await testWorkspace();
    await write(other);
    await write(ctx, 70);
    await write(ctx, 1, { action: 'import.applied' });
    const first = await listActivity(ctx, {});
    expect(first.rows[0]?.action).toBe('import.applied');
    const second = await listActivity(ctx, { after: first.next });
    expect(first.rows.length + second.rows.length).toBe(71);
    expect(second.next).toBeNull();
    expect((await listActivity(ctx, { group: 'import' })).rows).toHaveLength(1);
    await expect(listActivity(withRole(ctx, 'builder'), {})).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});
