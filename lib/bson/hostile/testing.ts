import { createHash } from 'node:crypto';
import { count } from 'drizzle-orm';
import { read } from '#db/client.ts';
import { audit } from '#db/schema/audit.ts';
import { credentials, credentialVersions } from '#db/schema/credentials.ts';
import { signers } from '#db/schema/signers.ts';
import { uploadChunks, uploads } from '#db/schema/uploads.ts';
import { dropDatabase, testDatabase } from '#db/testing.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { isAppError } from '#lib/errors.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { applyImport } from '#lib/imports/commands.ts';
import { readImport } from '#lib/imports/queries.ts';
import { receiveUpload, removeUpload } from '#lib/uploads/commands.ts';
import { passphrase } from '../fixtures.ts';
import type { HostileCase } from './case.ts';
import { hostileCases } from './cases.ts';
import { documentsOf, goodItem, signed } from './made.ts';

/*
 * A program for `hostile.db.test.ts`: takes every file through the door of the import in a process of its own, whose
 * memory is nobody else's, and sends what came of it.
 */

export interface Outcome {
  readonly name: string;
  /** `read` where it was not refused. */
  readonly code: string;
  readonly message: string;
  readonly item: unknown;
  /** From the question to the refusal, the upload apart; the best of three where the first was slow. */
  readonly ms: number;
}

export interface Report {
  readonly outcomes: readonly Outcome[];
  /** Rows of credentials, versions, signers, audit and uploads that the hostile files left. */
  readonly rows: number;
  /** The most memory of the whole process, above what it took before the first file, MiB. */
  readonly extraMebibytes: number;
  /** What a file in order created afterwards. */
  readonly createdAfterwards: number;
}

async function stage(ctx: WorkspaceCtx, bytes: Iterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  let length = 0;
  for (const piece of bytes) {
    hash.update(piece);
    length += piece.length;
  }
  const body = (async function* () {
    yield* bytes;
  })();
  return (await receiveUpload(ctx, { fileName: 'file.bson', bytes: length, sha256: hash.digest('hex'), body })).id;
}

async function refusalOf(ctx: WorkspaceCtx, { bytes, passphrase }: HostileCase) {
  let started = performance.now();
  let uploadId: string | null = null;
  const said = (code: string, message = '', item: unknown = null) => ({
    code,
    message,
    item,
    ms: performance.now() - started,
  });
  try {
    uploadId = await stage(ctx, await bytes());
    started = performance.now();
    await readImport(ctx, { uploadId, passphrase });
    return said('read');
  } catch (error) {
    if (!isAppError(error)) throw error;
    return said(error.code, error.message, error.detail['item'] ?? null);
  } finally {
    if (uploadId !== null) await removeUpload(ctx, uploadId);
  }
}

async function outcomeOf(ctx: WorkspaceCtx, hostile: HostileCase): Promise<Outcome> {
  let best = await refusalOf(ctx, hostile);
  for (let round = 1; round < 3 && best.ms > 1_000; round += 1) {
    const next = await refusalOf(ctx, hostile);
    if (next.ms < best.ms) best = next;
  }
  return { name: hostile.name, ...best };
}

async function rowCount(): Promise<number> {
  let rows = 0;
  for (const table of [credentials, credentialVersions, signers, audit, uploads, uploadChunks])
    rows += (await read().select({ rows: count() }).from(table))[0]?.rows ?? 0;
  return rows;
}

async function importGood(ctx: WorkspaceCtx): Promise<number> {
  const uploadId = await stage(ctx, [signed(await documentsOf([goodItem()]))]);
  const plan = await readImport(ctx, { uploadId, passphrase });
  if (plan.kind !== 'plan') throw new Error('A plan was expected.');
  const choices = [{ i: 1, do: 'create' as const }];
  const input = { uploadId, passphrase, token: plan.token, acceptSigner: true, choices };
  return (await applyImport(ctx, input)).created.length;
}

async function report(): Promise<Report> {
  await testDatabase();
  const ctx = await testWorkspace();
  const rowsBefore = await rowCount();
  const bytesBefore = process.memoryUsage().rss;
  const outcomes: Outcome[] = [];
  for (const hostile of hostileCases) outcomes.push(await outcomeOf(ctx, hostile));
  return {
    outcomes,
    rows: (await rowCount()) - rowsBefore,
    extraMebibytes: process.resourceUsage().maxRSS / 1_024 - bytesBefore / 2 ** 20,
    createdAfterwards: await importGood(ctx),
  };
}

const made = await report();
await dropDatabase();
process.send?.(made);
