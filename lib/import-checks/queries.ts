import { setImmediate } from 'node:timers/promises';
import { and, count, gt, lte } from 'drizzle-orm';
import { read } from '#db/client.ts';
import { inList } from '#db/in-list.ts';
import { credentials, type CredentialState } from '#db/schema/credentials.ts';
import { importItems } from '#db/schema/imports.ts';
import { live, ofWorkspace } from '#lib/credentials/queries.ts';
import { authorise, type WorkspaceCtx } from '#lib/ctx.ts';
import { itemsOf, requireImport } from '#lib/import-history/queries.ts';
import type { ImportStandings } from './schema.ts';

/** Items that are counted before others have their turn. */
const countedAtOnce = 2_000;

const figureOf: Record<CredentialState, keyof ImportStandings> = {
  passed: 'passed',
  failed: 'failed',
  reconnect: 'reconnect',
  not_testable: 'notTestable',
  unverified: 'unverified',
  unreadable: 'unreadable',
};

/** How what an import stored stands now, in figures. */
export async function importStandings(ctx: WorkspaceCtx, id: string): Promise<ImportStandings> {
  authorise(ctx, 'credential.import');
  const { total } = await requireImport(ctx, id);
  const figures = { waiting: 0, passed: 0, failed: 0, reconnect: 0, notTestable: 0, unverified: 0, unreadable: 0 };
  for (let after = 0; after < total; after += countedAtOnce) {
    const ids = await idsOf(ctx, id, after);
    const rows = await read()
      .select({ state: credentials.state, all: count(), waiting: count(credentials.verifyDueAt) })
      .from(credentials)
      .where(and(ofWorkspace(ctx), live, inList(credentials.id, ids)))
      .groupBy(credentials.state);
    for (const { state, all, waiting } of rows) {
      figures.waiting += waiting;
      figures[figureOf[state]] += all - waiting;
    }
    await setImmediate();
  }
  return figures;
}

/** What became of a portion of the items. */
async function idsOf(ctx: WorkspaceCtx, importId: string, after: number): Promise<string[]> {
  const rows = await read()
    .select({ id: importItems.credentialId })
    .from(importItems)
    .where(and(itemsOf(ctx, importId), gt(importItems.i, after), lte(importItems.i, after + countedAtOnce)));
  return rows.flatMap((row) => row.id ?? []);
}
