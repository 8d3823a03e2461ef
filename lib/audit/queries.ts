import { and, desc, eq, gte, isNull, lt, or } from 'drizzle-orm';
import { read } from '#db/client.ts';
import { audit } from '#db/schema/audit.ts';
import { startsWith } from '#db/starts-with.ts';
import { authorise, type WorkspaceCtx } from '#lib/ctx.ts';
import { requireHeld } from '#lib/holders/queries.ts';
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
  const rows = await read()
    .select(columns)
    .from(audit)
    .where(
      and(
        eq(audit.tenantId, ctx.tenantId),
        or(isNull(audit.workspaceId), eq(audit.workspaceId, ctx.workspaceId)),
        filter.group ? startsWith(audit.action, `${filter.group}.`) : undefined,
        filter.actorId ? eq(audit.actorId, filter.actorId) : undefined,
        filter.targetId ? eq(audit.targetId, filter.targetId) : undefined,
        filter.from ? gte(audit.at, filter.from) : undefined,
        filter.to ? lt(audit.at, filter.to) : undefined,
        filter.after ? lt(audit.id, filter.after) : undefined,
      ),
    )
    .orderBy(desc(audit.id))
    .limit(auditPageSize + 1);
  return pageOf(rows, auditPageSize, (last) => last.id);
}

/** The last few rows about one thing, for its own page. Whoever may read the thing may read these. */
export async function listAbout(ctx: WorkspaceCtx, targetId: string, limit = 5): Promise<AuditPage['rows']> {
  authorise(ctx, 'credential.read');
  await requireHeld(ctx, targetId);
  return read()
    .select(columns)
    .from(audit)
    .where(and(eq(audit.tenantId, ctx.tenantId), eq(audit.workspaceId, ctx.workspaceId), eq(audit.targetId, targetId)))
    .orderBy(desc(audit.id))
    .limit(limit);
}
