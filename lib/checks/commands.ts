import { and, asc, eq, inArray, isNull, lte } from 'drizzle-orm';
import { transact } from '#db/client.ts';
import { credentials } from '#db/schema/credentials.ts';
import { recorder } from '#lib/audit/commands.ts';
import { minuteMs } from '#lib/clock.ts';
import { changeEach } from '#lib/credentials/commands.ts';
import { pickDraft, savedDto, stateAfter, targetOf } from '#lib/credentials/model.ts';
import { ofWorkspace, requireRow } from '#lib/credentials/queries.ts';
import type { SavedDto } from '#lib/credentials/schema.ts';
import { authorise, type WorkspaceCtx } from '#lib/ctx.ts';
import { insertVerification, prove } from '#lib/verifications/commands.ts';
import { openOrQuarantine } from '#lib/versions/commands.ts';

/** How long a claimed check may take before another program claims it again. */
const leaseMs = 5 * minuteMs;

/** One dry run of the current version, now. It counts for that version even when a new one is saved meanwhile. */
export async function checkCredential(ctx: WorkspaceCtx, id: string): Promise<SavedDto> {
  authorise(ctx, 'credential.verify');
  const row = await requireRow(ctx, id);
  const { secret, settings, audience } = await openOrQuarantine(ctx, row);
  const result = await prove(ctx, { ...pickDraft(row), settings, audience, secret });
  const record = await recorder(ctx);
  await transact(async (tx, now) => {
    await requireRow(ctx, id, tx);
    await insertVerification(tx, ctx, now, { credentialId: id, version: row.version }, result);
    await tx
      .update(credentials)
      .set({ ...stateAfter(result, now), verifyDueAt: null })
      .where(and(ofWorkspace(ctx), eq(credentials.id, id), eq(credentials.version, row.version)));
    await record(tx, now, {
      action: 'credential.verified',
      ...targetOf(row),
      detail: { outcome: result.outcome, code: result.code, durationMs: Math.round(result.durationMs) },
    });
  });
  return savedDto(row, result, []);
}

/** Asks for checks in the background. Answers how many are owed. */
export async function requestChecks(ctx: WorkspaceCtx, ids: readonly string[]): Promise<number> {
  authorise(ctx, 'credential.verify');
  return changeEach(ctx, ids, 'credential.verification_requested', (now) => ({ verifyDueAt: now }));
}

export interface DueCheck {
  readonly tenantId: string;
  readonly workspaceId: string;
  readonly id: string;
  /** What the claim wrote: whoever finds another time there finds a newer debt. */
  readonly leasedUntil: number;
}

/** For the job: takes checks that are owed, longest waiting first. Nobody else gets them while the lease runs. */
export function claimDueChecks(limit: number): Promise<DueCheck[]> {
  return transact(async (tx, now) => {
    const due = await tx
      .select({ tenantId: credentials.tenantId, workspaceId: credentials.workspaceId, id: credentials.id })
      .from(credentials)
      .where(and(isNull(credentials.deletedAt), lte(credentials.verifyDueAt, now)))
      .orderBy(asc(credentials.verifyDueAt), asc(credentials.id))
      .limit(limit);
    if (due.length === 0) return [];
    const ids = due.map((row) => row.id);
    await tx
      .update(credentials)
      .set({ verifyDueAt: now + leaseMs })
      .where(and(inArray(credentials.id, ids), lte(credentials.verifyDueAt, now)));
    return due.map((row) => ({ ...row, leasedUntil: now + leaseMs }));
  });
}

/** A check that could not even be tried is not owed for ever. */
export async function dropDueCheck(due: DueCheck): Promise<void> {
  await transact(async (tx) => {
    await tx
      .update(credentials)
      .set({ verifyDueAt: null })
      .where(
        and(
          eq(credentials.tenantId, due.tenantId),
          eq(credentials.workspaceId, due.workspaceId),
          eq(credentials.id, due.id),
          eq(credentials.verifyDueAt, due.leasedUntil),
        ),
      );
  });
}
