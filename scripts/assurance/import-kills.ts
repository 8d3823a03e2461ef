/** An import of many items whose programs are killed again and again, against one that nobody disturbed. */
import assert from 'node:assert/strict';
import { eq } from 'drizzle-orm';
import { transact } from '#db/client.ts';
import { importRuns } from '#db/schema/imports.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { applyPlan } from '#lib/bulk-imports/commands.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { chooseForConflicts, startPlan } from '#lib/import-plans/commands.ts';
import { uploaded } from '#lib/imports/testing.ts';
import { checkBorder, checkEqual, finished, type Before, type Finished } from './import-checks.ts';
import { fileItems, placeFor, sealed } from './import-file.ts';
import { readBorder } from './import-state.ts';
import { runKilled } from './kill.ts';
import { randomFrom } from './random.ts';

/** A plan begins anew when its program is killed: more kills and it would never be ready. */
const planKillsMax = 2;

export interface KillsInput {
  readonly kills: number;
  readonly items: number;
  readonly seed: number;
  /** After each import. */
  readonly report?: (line: string) => void;
}

export interface KillsDone {
  readonly kills: number;
  readonly imports: number;
}

/**
 * Imports into one new tenant after another until there have been enough kills. After each kill the database is at a
 * border of the journal; in the end each import has left what the undisturbed one left.
 * @throws Error naming seed and import, with what did not hold as its cause.
 */
export async function killImports({ kills, items, seed, report }: KillsInput): Promise<KillsDone> {
  const random = randomFrom(seed);
  const all = fileItems(items);
  // A file is signed by an installation: with the first tenant there is one.
  await testWorkspace();
  const file = await sealed(all);
  const startedAt = performance.now();
  const wanted = await oneImport({ file, items, random, spanMs: 0, killsMax: 0 });
  checkFile(wanted.state, all);
  const spanMs = (performance.now() - startedAt) / 4;
  let [done, imports] = [0, 0];
  while (done < kills) {
    imports += 1;
    try {
      const one = await oneImport({ file, items, random, spanMs, killsMax: kills - done });
      checkEqual(one.state, wanted.state);
      done += one.kills;
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new Error(`Seed ${seed}, import ${imports}, after ${done} kills before it: ${why}`, { cause });
    }
    report?.(`${done} of ${kills} kills, ${imports} imports`);
  }
  return { kills: done, imports };
}

interface OneInput {
  readonly file: Buffer;
  readonly items: number;
  readonly random: () => number;
  readonly spanMs: number;
  readonly killsMax: number;
}

async function oneImport({ file, items, random, spanMs, killsMax }: OneInput) {
  const ctx = await placeFor(items);
  const uploadId = await uploaded(ctx, file);
  const before = await countsOf(ctx, uploadId);
  const afterKill = async (): Promise<string> => {
    await endLease(ctx);
    const border = await readBorder(ctx, uploadId);
    checkBorder(border, before);
    return `${border.run?.kind} ${border.run?.state} ${border.run?.done}`;
  };
  const { id } = await startPlan(ctx, { uploadId, passphrase: null });
  assert.equal(id, uploadId);
  const planning = Math.min(planKillsMax, killsMax);
  const planKills = await runKilled({ killsMax: planning, random, spanMs, afterKill });
  await chooseForConflicts(ctx, { id, do: 'override' });
  await applyPlan(ctx, { id, acceptSigner: false });
  const applyKills = await runKilled({ killsMax: killsMax - planKills, random, spanMs, afterKill });
  return { kills: planKills + applyKills, state: await finished(ctx, id, before) };
}

async function countsOf(ctx: WorkspaceCtx, importId: string): Promise<Before> {
  const { live, versions, audited } = await readBorder(ctx, importId);
  return { live, versions, audited };
}

/** Who was killed does not come back: the next one need not wait for the lease to run out. */
const endLease = (ctx: WorkspaceCtx): Promise<void> =>
  transact(async (tx) => {
    await tx.update(importRuns).set({ leasedUntil: 0 }).where(eq(importRuns.tenantId, ctx.tenantId));
  });

/** The undisturbed import did what it should: every item that can be imported is here with its own secret. */
function checkFile({ journal, credentials }: Finished, items: ReturnType<typeof fileItems>): void {
  assert.equal(journal.length, items.length);
  const here = new Map(credentials.map((one) => [`${one.component} ${one.name}`, one]));
  for (const [index, item] of items.entries()) {
    if (journal[index]?.outcome === 'refused') continue;
    const stored = here.get(`${item.component} ${item.name}`);
    const current = stored?.versions.find((version) => version.number === stored.version);
    assert.deepEqual(current?.secret, item.secret, item.name);
    assert.equal(current?.versionId, item.version.id, item.name);
  }
}
