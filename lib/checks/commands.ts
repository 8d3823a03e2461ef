import { and, eq, lte } from 'drizzle-orm';
import { transact } from '#db/client.ts';
import { transactStubbornly } from '#db/stubborn.ts';
import { credentials } from '#db/schema/credentials.ts';
import { recorder } from '#lib/audit/commands.ts';
import { changeEach } from '#lib/batches/commands.ts';
import { minuteMs } from '#lib/clock.ts';
import { pickDraft, savedDto, stateAfter, targetOf } from '#lib/credentials/model.ts';
import { ofWorkspace, requireRow } from '#lib/credentials/queries.ts';
import type { SavedDto } from '#lib/credentials/schema.ts';
import { authorise, type WorkspaceCtx } from '#lib/ctx.ts';
import { isAppError } from '#lib/errors.ts';
import { openFresh } from '#lib/grants/commands.ts';
import { isTakenBack } from '#lib/grants/queries.ts';
import { insertVerification, prove, type Verification } from '#lib/verifications/commands.ts';
import { isFull, withoutToken } from './model.ts';
import { dueInTurn, hostsAtFull, type Turn } from './queries.ts';

/**
 * How long a claimed check may take before another program claims it again. A driver's has 25 s and may have to wait for
 * three others.
 */
const leaseMs = 3 * minuteMs;

/**
 * One dry run of the current version, now. It counts for that version even when a new one is saved meanwhile, and says
 * nothing of access that was taken back while it ran.
 */
export async function checkCredential(ctx: WorkspaceCtx, id: string): Promise<SavedDto> {
  authorise(ctx, 'credential.verify');
  const row = await requireRow(ctx, id);
  const { version, result } = await check(ctx, row);
  const record = await recorder(ctx);
  await transactStubbornly(async (tx, now) => {
    const { state: before } = await requireRow(ctx, id, tx);
    await insertVerification(tx, ctx, now, { credentialId: id, version }, result);
    const after = stateAfter(result, now);
    const isOver = after.state !== 'reconnect' && (await isTakenBack(tx, ctx, { credentialId: id, version }));
    await tx
      .update(credentials)
      .set({ ...(!isOver && after), verifyDueAt: null })
      .where(and(ofWorkspace(ctx), eq(credentials.id, id), eq(credentials.version, version)));
    await record(tx, now, {
      action: 'credential.verified',
      ...targetOf(row),
      detail: { outcome: result.outcome, before, code: result.code, durationMs: Math.round(result.durationMs) },
    });
  });
  return savedDto(row, result, []);
}

/** With a token that still lives. Where there is none, nothing can be asked: that is a finding like any other. */
async function check(
  ctx: WorkspaceCtx,
  row: typeof credentials.$inferSelect,
): Promise<{ version: number; result: Verification }> {
  try {
    const { number, secret, settings, audience } = await openFresh(ctx, row);
    return { version: number, result: await prove(ctx, { ...pickDraft(row), settings, audience, secret }) };
  } catch (error) {
    if (!isAppError(error, 'OAU-301') && !isAppError(error, 'OAU-302')) throw error;
    return { version: row.version, result: withoutToken(error.code, error.message, error.detail['fix']) };
  }
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

/**
 * For the job: takes the check whose turn it is, of those whose hosts have room. Nobody else gets it while the lease
 * runs. Null: there is none.
 */
export async function claimDueCheck(turn: Turn): Promise<DueCheck | null> {
  const { now, full } = await transactStubbornly(async (tx, now) => ({ now, full: await hostsAtFull(tx, now) }));
  for await (const row of dueInTurn(turn, now)) {
    const claimed = isFull(row.audience, full) ? null : await claim(row);
    if (claimed) return claimed;
  }
  return null;
}

/** What was read outside of a transaction is asked again inside. Null: somebody was faster. */
function claim(row: OwedCheck): Promise<DueCheck | null> {
  const { tenantId, workspaceId, id, audience } = row;
  return transactStubbornly(async (tx, now) => {
    if (isFull(audience, await hostsAtFull(tx, now))) return null;
    const leasedUntil = now + leaseMs;
    const claimed = await tx
      .update(credentials)
      .set({ verifyDueAt: leasedUntil })
      .where(and(ofOwed(row), lte(credentials.verifyDueAt, now)))
      .returning({ id: credentials.id });
    return claimed.length > 0 ? { tenantId, workspaceId, id, leasedUntil } : null;
  });
}

interface OwedCheck {
  readonly tenantId: string;
  readonly workspaceId: string;
  readonly id: string;
  readonly audience: readonly string[] | null;
}

const ofOwed = ({ tenantId, workspaceId, id }: Omit<OwedCheck, 'audience'>) =>
  and(eq(credentials.tenantId, tenantId), eq(credentials.workspaceId, workspaceId), eq(credentials.id, id));

/** A check that could not even be tried is not owed for ever. */
export async function dropDueCheck(due: DueCheck): Promise<void> {
  await transact(async (tx) => {
    await tx
      .update(credentials)
      .set({ verifyDueAt: null })
      .where(and(ofOwed(due), eq(credentials.verifyDueAt, due.leasedUntil)));
  });
}
