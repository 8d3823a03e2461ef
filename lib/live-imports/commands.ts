import { createHash } from 'node:crypto';
import { and, asc, eq, lte, ne } from 'drizzle-orm';
import { transact, type Tx } from '#db/client.ts';
import { liveImportRows, liveImports } from '#db/schema/live-imports.ts';
import { recorder, type AuditEntry } from '#lib/audit/commands.ts';
import { systemClock } from '#lib/clock.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { AppError } from '#lib/errors.ts';
import { counting, type Counted } from '#lib/live-lines/model.ts';
import { letGoUpload, holdUpload, receiveUpload, removeUpload } from '#lib/uploads/commands.ts';
import { begunImport, keptMs, liveImportDto, runningMax, type FileTaken, type LiveImport } from './model.ts';
import { authoriseLiveImports, ofLiveImport, ofLiveRows, requireLiveImport } from './queries.ts';
import type { LiveImportDto } from './schema.ts';

export interface Sent {
  readonly fileName: string;
  /** What the sender says it sends; null: it does not say. */
  readonly bytes: number | null;
  readonly sha256: string | null;
  readonly body: AsyncIterable<Uint8Array>;
}

/**
 * Takes in a file of live connections, one a line, and begins to import it; `importBatch` does it. The same file while
 * it is being imported is the import that began then.
 * @throws AppError IMP-100, IMP-103, IMP-304, TOO_LARGE, TOO_MANY_ATTEMPTS: nothing of it is kept
 */
export async function startLiveImport(ctx: WorkspaceCtx, sent: Sent): Promise<LiveImportDto> {
  authoriseLiveImports(ctx);
  const record = await recorder(ctx);
  const hash = createHash('sha256');
  const seen: Counted = { lines: 0, isBlank: true };
  const body = hashed(counting(sent.body, seen), (chunk) => hash.update(chunk));
  const digest = digestOnce(() => hash.digest('hex'));
  let begun: LiveImport | undefined;
  const upload = await receiveUpload(ctx, { ...sent, body }, async (tx, now, file) => {
    if (seen.isBlank) throw new AppError('IMP-100', 'There is no line in this file.');
    const known = await findRunning(tx, ctx, digest());
    begun = known ?? (await insertImport(tx, ctx, now, { ...file, total: seen.lines, sha256: digest() }));
    if (known) return;
    await holdUpload(tx, ctx, file.id);
    await record(tx, now, entryOf('import.connections_started', begun, { lines: seen.lines, sha256: digest() }));
  });
  if (!begun) throw new Error('An upload that arrived has begun nothing.');
  if (begun.id !== upload.id) await removeUpload(ctx, upload.id);
  return liveImportDto(begun, systemClock());
}

async function* hashed(chunks: AsyncIterable<Uint8Array>, update: (chunk: Uint8Array) => void) {
  for await (const chunk of chunks) {
    update(chunk);
    yield chunk;
  }
}

/** The transaction may run more than once, the hash ends once. */
function digestOnce(end: () => string): () => string {
  let digest: string | undefined;
  return () => (digest ??= end());
}

async function findRunning(tx: Tx, ctx: WorkspaceCtx, sha256: string): Promise<LiveImport | undefined> {
  const running = await tx
    .select()
    .from(liveImports)
    .where(
      and(
        eq(liveImports.tenantId, ctx.tenantId),
        eq(liveImports.workspaceId, ctx.workspaceId),
        eq(liveImports.state, 'running'),
      ),
    );
  const same = running.find((row) => row.sha256 === sha256);
  if (!same && running.length >= runningMax)
    throw new AppError(
      'TOO_MANY_ATTEMPTS',
      `${runningMax} files are being imported here already. Wait for one of them.`,
    );
  return same;
}

async function insertImport(tx: Tx, ctx: WorkspaceCtx, now: number, file: FileTaken): Promise<LiveImport> {
  const row = begunImport(ctx, now, file);
  await tx.insert(liveImports).values(row);
  return row;
}

/** Ends it between two batches. What is imported by then stays. Of one that has ended, nothing. */
export async function stopLiveImport(ctx: WorkspaceCtx, id: string): Promise<LiveImportDto> {
  authoriseLiveImports(ctx);
  await requireLiveImport(ctx, id);
  const record = await recorder(ctx);
  await transact(async (tx, now) => {
    const row = await endLiveImport(tx, now, { tenantId: ctx.tenantId, workspaceId: ctx.workspaceId, id }, 'stopped');
    if (row) await record(tx, now, entryOf('import.connections_stopped', row, countsOf(row)));
  });
  return liveImportDto(await requireLiveImport(ctx, id), systemClock());
}

type Place = Pick<LiveImport, 'tenantId' | 'workspaceId' | 'id'>;

/** Part of every end: whoever works on it finds that it is over, and the file goes. Null: it had ended before. */
export async function endLiveImport(
  tx: Tx,
  now: number,
  place: Place & { readonly generation?: number },
  state: 'done' | 'stopped' | 'failed',
  because: string | null = null,
): Promise<LiveImport | null> {
  const { generation } = place;
  const [row] = await tx
    .update(liveImports)
    .set({ state, because, endedAt: now, leaseOwner: null, leasedUntil: null })
    .where(
      and(
        ofLiveImport(place, place.id),
        eq(liveImports.state, 'running'),
        generation === undefined ? undefined : eq(liveImports.generation, generation),
      ),
    )
    .returning();
  if (!row) return null;
  await letGoUpload(tx, place, place.id);
  return row;
}

export const countsOf = ({ created, updated, unchanged, refused }: LiveImport) => ({
  created,
  updated,
  unchanged,
  refused,
});

export const entryOf = (
  action: string,
  { id, fileName }: Pick<LiveImport, 'id' | 'fileName'>,
  detail: NonNullable<AuditEntry['detail']>,
): AuditEntry => ({ action, targetKind: 'live_import', targetId: id, targetLabel: fileName, detail });

const purgedAtOnce = 2_000;

/** For the job: what became of lines is kept for a while. */
export async function purgeLiveImports(): Promise<void> {
  while (await purgeSome(systemClock() - keptMs));
}

/** Thousands of rows go in portions, so that nobody waits. */
const purgeSome = (before: number): Promise<boolean> =>
  transact(async (tx) => {
    const [old] = await tx
      .select()
      .from(liveImports)
      .where(and(lte(liveImports.createdAt, before), ne(liveImports.state, 'running')))
      .orderBy(asc(liveImports.createdAt))
      .limit(1);
    if (!old) return false;
    const [last] = await tx
      .select({ line: liveImportRows.line })
      .from(liveImportRows)
      .where(ofLiveRows(old, old.id))
      .orderBy(asc(liveImportRows.line))
      .limit(1)
      .offset(purgedAtOnce);
    if (last) await tx.delete(liveImportRows).where(and(ofLiveRows(old, old.id), lte(liveImportRows.line, last.line)));
    else await tx.delete(liveImports).where(ofLiveImport(old, old.id));
    return true;
  });
