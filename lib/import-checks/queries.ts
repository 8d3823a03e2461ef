import { setImmediate } from 'node:timers/promises';
import { and, count, eq, gt, lte } from 'drizzle-orm';
import { read } from '#db/client.ts';
import { credentials, type CredentialState } from '#db/schema/credentials.ts';
import { importItems } from '#db/schema/imports.ts';
import { live } from '#lib/credentials/queries.ts';
import { authorise, type WorkspaceCtx } from '#lib/ctx.ts';
import { itemsOf, requireImport } from '#lib/import-history/queries.ts';
import type { ImportStandings } from './schema.ts';

/** Items that are counted before others have their turn. */
const countedAtOnce = 5_000;

const figureOf: Record<CredentialState, keyof ImportStandings> = {
  passed: 'passed',
  failed: 'failed',
  not_testable: 'notTestable',
  unverified: 'unverified',
  unreadable: 'unreadable',
};

/** How what an import stored stands now, in figures. */
export async function importStandings(ctx: WorkspaceCtx, id: string): Promise<ImportStandings> {
  authorise(ctx, 'credential.import');
  const { total } = await requireImport(ctx, id);
  const figures = { waiting: 0, passed: 0, failed: 0, notTestable: 0, unverified: 0, unreadable: 0 };
  for (let after = 0; after < total; after += countedAtOnce) {
    const rows = await read()
      .select({ state: credentials.state, all: count(), waiting: count(credentials.verifyDueAt) })
      .from(importItems)
      .innerJoin(
        credentials,
        and(
          eq(credentials.tenantId, importItems.tenantId),
          eq(credentials.workspaceId, importItems.workspaceId),
          eq(credentials.id, importItems.credentialId),
          live,
        ),
      )
      .where(and(itemsOf(ctx, id), gt(importItems.i, after), lte(importItems.i, after + countedAtOnce)))
      .groupBy(credentials.state);
    for (const { state, all, waiting } of rows) {
      figures.waiting += waiting;
      figures[figureOf[state]] += all - waiting;
    }
    await setImmediate();
  }
  return figures;
}
