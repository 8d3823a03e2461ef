import { beforeAll, describe, expect, it, vi } from 'vitest';
import { transact } from '#db/client.ts';
import { testDatabase } from '#db/testing.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { newId } from '#lib/ids.ts';
import { claimRun, prepareRun, release } from './commands.ts';

vi.mock('#db/client.ts', { spy: true });
beforeAll(testDatabase);

const file = {
  resourceType: 'credential',
  fileName: 'export.bson',
  bytes: 1,
  count: 1,
  exportedAt: null,
  origin: null,
  sealing: 'none',
  platformVersion: null,
} as const;

async function begin(ctx: WorkspaceCtx): Promise<string> {
  const id = newId('imp');
  const run = { id, kind: 'plan', total: 1, file, sha256: 'a'.repeat(64), exportId: null, signerKey: null } as const;
  await transact(await prepareRun(ctx, run, null));
  return id;
}

/** What was claimed, and how many transactions that took. */
async function claimed(busy: readonly string[]) {
  vi.mocked(transact).mockClear();
  const run = await claimRun(busy);
  return { id: run?.id ?? null, transactions: vi.mocked(transact).mock.calls.length, run };
}

describe('looking for a run that is due', () => {
  it('opens no transaction where there is none, or only one of a tenant that is busy', async () => {
    expect(await claimed([])).toMatchObject({ id: null, transactions: 0 });
    const ctx = await testWorkspace();
    const id = await begin(ctx);
    expect(await claimed([ctx.tenantId])).toMatchObject({ id: null, transactions: 0 });
    const { run, ...taken } = await claimed([]);
    expect(taken).toEqual({ id, transactions: 1 });
    expect(await claimed([])).toMatchObject({ id: null });
    if (!run) throw new Error('it was due');
    await release(run);
    expect(await claimed([])).toMatchObject({ id, run: { generation: 2, attempts: 2 } });
  });
});
