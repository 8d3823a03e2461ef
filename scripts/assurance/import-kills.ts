/** Imports of many items whose programs are killed again and again, against one that nobody disturbed. */
import assert from 'node:assert/strict';
import { eq } from 'drizzle-orm';
import { transact } from '#db/client.ts';
import { importRuns } from '#db/schema/imports.ts';
import { applyPlan } from '#lib/bulk-imports/commands.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { chooseForConflicts, startPlan } from '#lib/import-plans/commands.ts';
import { uploaded } from '#lib/imports/testing.ts';
import { checkBorder, checkEqual, checkFile, finished, type Before } from './import-checks.ts';
import { fileItems, placeFor, sealed } from './import-file.ts';
import { readBorder } from './import-state.ts';
import { runKilled } from './kill.ts';
import { randomFrom } from './random.ts';
import { Workers } from './workers.ts';

/** A plan begins anew when its program is killed: more kills and it would never be ready. */
const planKillsMax = 2;
/** How many may be killed, at the least, in the time an undisturbed import is stored. */
const killsPerImport = 4;

export interface KillsInput {
  readonly kills: number;
  readonly items: number;
  readonly seed: number;
  /** After each import. */
  readonly report?: (line: string) => void;
}

/**
 * Imports into one new tenant after another until there have been enough kills. After each kill the database is at a
 * border of the journal; in the end each import has left what the undisturbed one left.
 * @throws Error naming seed and import, with what did not hold as its cause.
 */
export async function killImports({ kills, items, seed, report }: KillsInput): Promise<{ imports: number }> {
  const random = randomFrom(seed);
  const all = fileItems(items);
  // A file is signed by an installation: with the first tenant there is one.
  await testWorkspace();
  const file = await sealed(all);
  const workers = new Workers('import-worker.ts');
  let [done, imports] = [0, 0];
  try {
    const undisturbed = await oneImport({ file, items, workers, random, spanMs: 0, killsMax: 0 });
    checkFile(undisturbed.state, all);
    const spanMs = undisturbed.applyMs / killsPerImport;
    while (done < kills) {
      imports += 1;
      const one = await oneImport({ file, items, workers, random, spanMs, killsMax: kills - done });
      checkEqual(one.state, undisturbed.state);
      done += one.kills;
      report?.(`${done} of ${kills} kills, ${imports} imports`);
    }
    return { imports };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`Seed ${seed}, import ${imports}, after ${done} kills before it: ${why}`, { cause });
  } finally {
    await workers.close();
  }
}

interface OneInput {
  readonly file: Buffer;
  readonly items: number;
  readonly workers: Workers;
  readonly random: () => number;
  readonly spanMs: number;
  readonly killsMax: number;
}

async function oneImport({ file, items, killsMax, ...killing }: OneInput) {
  const ctx = await placeFor(items);
  const uploadId = await uploaded(ctx, file);
  const { live, versions, audited } = await readBorder(ctx, uploadId);
  const before: Before = { live, versions, audited };
  const afterKill = async (): Promise<string> => {
    await endLease(ctx);
    const border = await readBorder(ctx, uploadId);
    checkBorder(border, before);
    return `${border.run?.kind} ${border.run?.state} ${border.run?.done}`;
  };
  const { id } = await startPlan(ctx, { uploadId, passphrase: null });
  assert.equal(id, uploadId);
  const planKills = await runKilled({ ...killing, afterKill, killsMax: Math.min(planKillsMax, killsMax) });
  await chooseForConflicts(ctx, { id, do: 'override' });
  await applyPlan(ctx, { id, acceptSigner: false });
  const startedAt = performance.now();
  const applyKills = await runKilled({ ...killing, afterKill, killsMax: killsMax - planKills });
  const applyMs = performance.now() - startedAt;
  return { kills: planKills + applyKills, applyMs, state: await finished(ctx, id, before) };
}

/** Who was killed does not come back: the next one need not wait for the lease to run out. */
const endLease = (ctx: WorkspaceCtx): Promise<void> =>
  transact(async (tx) => {
    await tx.update(importRuns).set({ leasedUntil: 0 }).where(eq(importRuns.tenantId, ctx.tenantId));
  });
