import { and, desc, eq, isNotNull, lt, or } from 'drizzle-orm';
import { read } from '#db/client.ts';
import { credentials } from '#db/schema/credentials.ts';
import { dayMs } from '#lib/clock.ts';
import { cursorOf, parseCursor } from '#lib/credentials/model.ts';
import { ofWorkspace } from '#lib/credentials/queries.ts';
import { trashDays } from '#lib/credentials/schema.ts';
import { authorise, type WorkspaceCtx } from '#lib/ctx.ts';
import { pageOf } from '#lib/pages.ts';
import { trashPageSize, type TrashPage } from './schema.ts';

/** What was deleted and can still be restored, newest first. */
export async function listTrash(ctx: WorkspaceCtx, after: string | null): Promise<TrashPage> {
  authorise(ctx, 'credential.read');
  const parsed = after ? parseCursor(after) : null;
  const at = Number(parsed?.key);
  const cursor = Number.isSafeInteger(at) ? parsed : null;
  const rows = await read()
    .select({
      id: credentials.id,
      name: credentials.name,
      component: credentials.component,
      environment: credentials.environment,
      deletedAt: credentials.deletedAt,
      deletedBy: credentials.deletedBy,
    })
    .from(credentials)
    .where(
      and(
        ofWorkspace(ctx),
        isNotNull(credentials.deletedAt),
        cursor
          ? or(lt(credentials.deletedAt, at), and(eq(credentials.deletedAt, at), lt(credentials.id, cursor.id)))
          : undefined,
      ),
    )
    .orderBy(desc(credentials.deletedAt), desc(credentials.id))
    .limit(trashPageSize + 1);
  const { rows: page, next } = pageOf(rows, trashPageSize, (last) => cursorOf(String(last.deletedAt ?? 0), last.id));
  return {
    rows: page.map((row) => ({
      ...row,
      deletedAt: row.deletedAt ?? 0,
      deletedBy: row.deletedBy ?? '',
      purgeAt: (row.deletedAt ?? 0) + trashDays * dayMs,
    })),
    next,
  };
}
