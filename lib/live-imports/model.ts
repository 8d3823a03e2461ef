import type { liveImports } from '#db/schema/live-imports.ts';
import { dayMs, secondMs } from '#lib/clock.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
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

export type FileTaken = Pick<LiveImport, 'id' | 'fileName' | 'fileBytes' | 'sha256' | 'total'>;

/** An import as it begins: no line is done, and nobody is at work on it yet. */
export const begunImport = (ctx: WorkspaceCtx, now: number, file: FileTaken): LiveImport => ({
  tenantId: ctx.tenantId,
  workspaceId: ctx.workspaceId,
  id: file.id,
  fileName: file.fileName,
  fileBytes: file.fileBytes,
  sha256: file.sha256,
  state: 'running',
  because: null,
  total: file.total,
  done: 0,
  created: 0,
  updated: 0,
  unchanged: 0,
  refused: 0,
  warned: 0,
  startedBy: ctx.actor.id,
  startedByLabel: ctx.actor.label,
  createdAt: now,
  endedAt: null,
  leaseOwner: null,
  leasedUntil: null,
  generation: 0,
  attempts: 0,
});

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
