import { and, inArray } from 'drizzle-orm';
import { read } from '#db/client.ts';
import { credentials } from '#db/schema/credentials.ts';
import { systemClock } from '#lib/clock.ts';
import { shownState } from '#lib/credentials/model.ts';
import { live, ofWorkspace } from '#lib/credentials/queries.ts';
import { authorise, type WorkspaceCtx } from '#lib/ctx.ts';
import type { Standing } from './schema.ts';

/** How these credentials stand now. One that is not here any more is left out. */
export async function listStandings(ctx: WorkspaceCtx, ids: readonly string[]): Promise<Standing[]> {
  authorise(ctx, 'credential.read');
  const now = systemClock();
  const rows = await read()
    .select({
      id: credentials.id,
      name: credentials.name,
      component: credentials.component,
      state: credentials.state,
      message: credentials.stateMessage,
      fix: credentials.stateFix,
      checkedAt: credentials.checkedAt,
      expiresAt: credentials.expiresAt,
      verifyDueAt: credentials.verifyDueAt,
    })
    .from(credentials)
    .where(and(ofWorkspace(ctx), live, inArray(credentials.id, [...ids])));
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    component: row.component,
    state: shownState(row.state, row.expiresAt, now),
    message: row.message,
    fix: row.fix,
    checkedAt: row.checkedAt,
    isWaiting: row.verifyDueAt !== null,
  }));
}
