import type { liveImports } from '#db/schema/live-imports.ts';
import { dayMs, secondMs } from '#lib/clock.ts';
import type { LiveImportDto } from './schema.ts';

export type LiveImport = typeof liveImports.$inferSelect;

/** Longer than any batch; each batch begins it anew. */
export const leaseMs = 15 * secondMs;
/** Claims without a batch in between; after that there is no use in trying. */
export const attemptsMax = 20;
/** How long it can be read what became of each line. */
export const keptMs = 30 * dayMs;
/** Of one workspace, under way or waiting. */
export const runningMax = 10;
/** `now` in epoch milliseconds: a lease that has run out is nobody's. */
export const liveImportDto = (row: LiveImport, now: number): LiveImportDto => ({
  id: row.id,
  fileName: row.fileName,
  fileBytes: row.fileBytes,
  sha256: row.sha256,
  state: row.state,
  because: row.because,
  total: row.total ?? 0,
  done: row.done,
  counts: { created: row.created, updated: row.updated, unchanged: row.unchanged, refused: row.refused },
  warned: row.warned,
  startedBy: row.startedByLabel,
  createdAt: row.createdAt,
  endedAt: row.endedAt,
  isWaiting: row.state === 'running' && (row.leasedUntil ?? 0) <= now,
});
