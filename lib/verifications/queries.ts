import { and, count, desc, eq, gte, inArray, lt, sql } from 'drizzle-orm';
import { read } from '#db/client.ts';
import { verifications } from '#db/schema/credentials.ts';
import { dayMs } from '#lib/clock.ts';
import { authorise, type WorkspaceCtx } from '#lib/ctx.ts';
import { requireHeld } from '#lib/holders/queries.ts';
import { isStorable } from '#lib/names.ts';
import { pageOf } from '#lib/pages.ts';
import { verificationPageSize, type VerificationPage } from './schema.ts';

const ofWorkspace = (ctx: WorkspaceCtx) =>
  and(eq(verifications.tenantId, ctx.tenantId), eq(verifications.workspaceId, ctx.workspaceId));

/** Whole days since the epoch, UTC. Integer division on both engines. */
export const day = sql<number>`${verifications.at} / ${sql.raw(String(dayMs))}`.mapWith(Number);

/** Dry runs of one credential, newest first. */
export async function listVerifications(
  ctx: WorkspaceCtx,
  credentialId: string,
  after: string | null = null,
  limit = verificationPageSize,
): Promise<VerificationPage> {
  authorise(ctx, 'credential.read');
  await requireHeld(ctx, credentialId);
  const rows = await read()
    .select({
      id: verifications.id,
      at: verifications.at,
      version: verifications.version,
      outcome: verifications.outcome,
      code: verifications.code,
      message: verifications.message,
      durationMs: verifications.durationMs,
      actorLabel: verifications.actorLabel,
    })
    .from(verifications)
    .where(
      and(
        ofWorkspace(ctx),
        eq(verifications.credentialId, credentialId),
        after && isStorable(after) ? lt(verifications.id, after) : undefined,
      ),
    )
    .orderBy(desc(verifications.id))
    .limit(limit + 1);
  return pageOf(rows, limit, (last) => last.id);
}

export interface DayOutcome {
  readonly credentialId: string;
  readonly day: number;
  readonly outcome: 'passed' | 'failed' | 'not_testable';
  readonly n: number;
}

/** How many dry runs ended how, by credential and day, since a day. */
export async function outcomesByDay(
  ctx: WorkspaceCtx,
  credentialIds: readonly string[],
  sinceDay: number,
): Promise<DayOutcome[]> {
  if (credentialIds.length === 0) return [];
  return read()
    .select({ credentialId: verifications.credentialId, day, outcome: verifications.outcome, n: count() })
    .from(verifications)
    .where(
      and(
        ofWorkspace(ctx),
        gte(verifications.at, sinceDay * dayMs),
        inArray(verifications.credentialId, [...credentialIds]),
      ),
    )
    .groupBy(verifications.credentialId, day, verifications.outcome);
}
