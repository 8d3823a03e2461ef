import { and, desc, eq, isNull, or } from 'drizzle-orm';
import { read } from '#db/client.ts';
import { audit, isNoHandout } from '#db/schema/audit.ts';
import { startsWith } from '#db/starts-with.ts';
import { wordPrint, workspacePrint, type Word } from '#lib/audit-blocks/model.ts';
import { inRange, rangesWith, type IdRange, type Sought } from '#lib/audit-blocks/queries.ts';
import { authorise, type WorkspaceCtx } from '#lib/ctx.ts';
import { requireHeld } from '#lib/holders/queries.ts';
import { earliestId } from '#lib/ids.ts';
import { pageOf } from '#lib/pages.ts';
import { auditPageSize, type AuditFilter, type AuditPage } from './schema.ts';

const columns = {
  id: audit.id,
  at: audit.at,
  actorKind: audit.actorKind,
  actorId: audit.actorId,
  actorLabel: audit.actorLabel,
  action: audit.action,
  targetKind: audit.targetKind,
  targetId: audit.targetId,
  targetLabel: audit.targetLabel,
  detail: audit.detail,
  address: audit.address,
  requestId: audit.requestId,
};

/** What happened in this workspace and in the tenant itself, newest first. Ids are in order of time. */
export async function listActivity(ctx: WorkspaceCtx, filter: AuditFilter): Promise<AuditPage> {
  authorise(ctx, 'activity.read');
  const sought = soughtBy(ctx, filter);
  const rows: AuditPage['rows'][number][] = [];
  for await (const range of rangesWith(ctx.tenantId, sought)) {
    rows.push(...(await listWithin(ctx, filter, sought, range, auditPageSize + 1 - rows.length)));
    if (rows.length > auditPageSize) break;
  }
  return pageOf(rows, auditPageSize, (last) => last.id);
}

function soughtBy(ctx: WorkspaceCtx, { group, actorId, targetId, from, to, after }: AuditFilter): Sought {
  const places = [ctx.workspaceId, null];
  const words: (readonly [Word, string | null | undefined])[] = [
    ['group', group],
    ['actor', actorId],
    ['target', targetId],
  ];
  const toId = to ? earliestId('aud', to) : null;
  return {
    prints: [
      places.map(workspacePrint),
      ...words.flatMap(([kind, id]) => (id ? [places.map((place) => wordPrint(place, kind, id))] : [])),
    ],
    fromId: from ? earliestId('aud', from) : null,
    beforeId: after && toId && after > toId ? toId : (after ?? toId),
  };
}

const listWithin = (
  ctx: WorkspaceCtx,
  { group, actorId, targetId }: AuditFilter,
  sought: Sought,
  range: IdRange,
  limit: number,
): Promise<AuditPage['rows'][number][]> =>
  read()
    .select(columns)
    .from(audit)
    .where(
      and(
        eq(audit.tenantId, ctx.tenantId),
        inRange(range, sought),
        or(isNull(audit.workspaceId), eq(audit.workspaceId, ctx.workspaceId)),
        group ? startsWith(audit.action, `${group}.`) : undefined,
        actorId ? eq(audit.actorId, actorId) : undefined,
        targetId ? eq(audit.targetId, targetId) : undefined,
      ),
    )
    .orderBy(desc(audit.id))
    .limit(limit);

/**
 * The last few rows about one thing, for its own page, without the tokens that were handed out. Whoever may read the thing
 * may read these.
 */
export async function listAbout(ctx: WorkspaceCtx, targetId: string, limit = 5): Promise<AuditPage['rows']> {
  authorise(ctx, 'credential.read');
  await requireHeld(ctx, targetId);
  return read()
    .select(columns)
    .from(audit)
    .where(
      and(
        eq(audit.tenantId, ctx.tenantId),
        eq(audit.workspaceId, ctx.workspaceId),
        eq(audit.targetId, targetId),
        isNoHandout,
      ),
    )
    .orderBy(desc(audit.id))
    .limit(limit);
}
