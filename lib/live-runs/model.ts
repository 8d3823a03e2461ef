import type { liveImportRows } from '#db/schema/live-imports.ts';
import type { ImportResult } from '#lib/connections/schema.ts';
import type { LiveImport } from '#lib/live-imports/model.ts';
import { shownKey, type ReadLine } from '#lib/live-items/model.ts';

type Row = typeof liveImportRows.$inferInsert;

export type LineRow = Omit<Row, 'tenantId' | 'workspaceId' | 'importId'> & {
  /** It was taken, and there is something to know about it. */
  readonly warned: boolean;
};

const messageCharactersMax = 1_000;

/** What became of a line. `result` is missing for one that was none before it could be imported. */
export function rowOf(line: ReadLine, result: ImportResult | undefined): LineRow {
  if (line.item === null) {
    const { code, message, consumer, connectionKey } = line.refusal;
    return {
      line: line.n,
      outcome: 'refused',
      consumer,
      connectionKey,
      credentialId: null,
      code,
      message,
      warned: false,
    };
  }
  if (!result) throw new Error(`Line ${line.n} has no result.`);
  const { outcome, consumer, credentialId, code } = result;
  const { unifiedApi, serviceId } = line.item;
  const connectionKey = outcome === 'refused' ? shownKey(unifiedApi, serviceId) : result.connectionKey;
  const warnings = [...line.warnings, ...result.warnings];
  const message = result.message ?? (warnings.join(' ').slice(0, messageCharactersMax) || null);
  const warned = outcome !== 'refused' && warnings.length > 0;
  return { line: line.n, outcome, consumer, connectionKey, credentialId, code, message, warned };
}

/** How far an import is once these are done. */
export function tally(run: LiveImport, rows: readonly LineRow[]) {
  const count = (outcome: Row['outcome']): number => rows.filter((row) => row.outcome === outcome).length;
  return {
    done: rows.at(-1)?.line ?? run.done,
    created: run.created + count('created'),
    updated: run.updated + count('updated'),
    unchanged: run.unchanged + count('unchanged'),
    refused: run.refused + count('refused'),
    warned: run.warned + rows.filter((row) => row.warned).length,
  };
}
