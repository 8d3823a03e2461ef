import { transact } from '#db/client.ts';
import { recorder, type AuditEntry } from '#lib/audit/commands.ts';
import { dayMs, hourMs, minuteMs, secondMs } from '#lib/clock.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { testWorkspace } from '#lib/gate/testing.ts';

export const handout = (targetId: string): AuditEntry => ({
  action: 'credential.token_issued',
  targetKind: 'credential',
  targetId,
  targetLabel: targetId,
});

/** So many rows, a second apart, the newest at this time. */
export async function happened(
  ctx: Parameters<typeof recorder>[0],
  count: number,
  lastAt: number,
  entryOf: (n: number) => AuditEntry,
): Promise<void> {
  const record = await recorder(ctx);
  for (let from = 0; from < count; from += 100)
    await transact(async (tx) => {
      for (let n = from; n < Math.min(from + 100, count); n += 1)
        await record(tx, lastAt - (count - 1 - n) * secondMs, entryOf(n));
    });
}

/** Two blocks and more, until an hour ago, and a few rows of now: about seven things in turn, and a few things once or twice. */
export async function longPast(now = Date.now()): Promise<WorkspaceCtx> {
  const ctx = await testWorkspace();
  await happened(ctx, 1_300, now - hourMs, (n) => handout(`crd_${n % 7}`));
  const rare: WorkspaceCtx = { ...ctx, actor: { kind: 'user', id: 'usr_rare', label: 'Rare' } };
  for (const days of [2, 1])
    await happened(rare, 1, now - days * dayMs, () => ({ ...handout('flw_rare'), action: 'flow.saved' }));
  const ofTenant = { ...ctx, workspaceId: null };
  await happened(ofTenant, 1, now - 65 * minuteMs, () => ({ ...handout('ten_rare'), action: 'tenant.renamed' }));
  await happened(ctx, 30, now, (n) => handout(`crd_${n % 7}`));
  return ctx;
}
