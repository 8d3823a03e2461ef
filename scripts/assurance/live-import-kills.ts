/** Files of connections whose programs are killed again and again. */
import assert from 'node:assert/strict';
import { and, count, eq } from 'drizzle-orm';
import { transact } from '#db/client.ts';
import { audit } from '#db/schema/audit.ts';
import { consumers } from '#db/schema/consumers.ts';
import { credentials } from '#db/schema/credentials.ts';
import { liveImportRows, liveImports } from '#db/schema/live-imports.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { begun, keyLineOf, linesTo } from '#lib/live-imports/testing.ts';
import { runKilled } from './kill.ts';
import { randomFrom } from './random.ts';
import { Workers } from './workers.ts';

/** How many may be killed, at the least, in the time an undisturbed import takes. */
const killsPerImport = 4;

/** Every tenth line is one that is refused, so that both kinds stand at every border. */
const lineAt = (i: number): string => (i % 10 === 0 ? '{' : keyLineOf(i));

/** One file after another until there have been enough kills. After each the database is at a border of a file. */
export async function killLiveImports(input: {
  kills: number;
  lines: number;
  seed: number;
}): Promise<{ files: number }> {
  const { kills, lines, seed } = input;
  const random = randomFrom(seed);
  // With the first tenant there is a root key, which those that are killed need too.
  await testWorkspace();
  const workers = new Workers('live-import-worker.ts');
  let [done, files, spanMs] = [0, 0, 0];
  try {
    while (done < kills) {
      const ctx = await testWorkspace();
      await begun(ctx, linesTo(lines, lineAt));
      const startedAt = performance.now();
      const killsMax = files === 0 ? 0 : kills - done;
      done += await runKilled({ workers, random, spanMs, killsMax, afterKill: () => afterKill(ctx) });
      if (files === 0) spanMs = (performance.now() - startedAt) / killsPerImport;
      await checkEnd(ctx, lines);
      files += 1;
    }
    return { files };
  } catch (cause) {
    throw new Error(`Seed ${seed}, file ${files + 1}, after ${done} kills before it`, { cause });
  } finally {
    await workers.close();
  }
}

/** Who was killed does not come back: the next one need not wait for the lease to run out. */
async function afterKill(ctx: WorkspaceCtx): Promise<string> {
  const border = await checkBorder(ctx);
  await transact(async (tx) => {
    await tx.update(liveImports).set({ leasedUntil: null }).where(eq(liveImports.tenantId, ctx.tenantId));
  });
  return `${border.state} ${border.done}`;
}

/** What is counted, told line by line, stored and written down in the audit log is the same. */
async function checkBorder({ tenantId }: WorkspaceCtx) {
  const { run, rows, live, people, audited } = await transact(async (tx) => ({
    run: (await tx.select().from(liveImports).where(eq(liveImports.tenantId, tenantId)))[0],
    rows: await tx.select().from(liveImportRows).where(eq(liveImportRows.tenantId, tenantId)),
    live: await tx.$count(credentials, eq(credentials.tenantId, tenantId)),
    people: await tx.$count(consumers, eq(consumers.tenantId, tenantId)),
    audited: await tx
      .select({ n: count() })
      .from(audit)
      .where(and(eq(audit.tenantId, tenantId), eq(audit.action, 'credential.imported'))),
  }));
  assert(run);
  const told = (outcome: string): number => rows.filter((row) => row.outcome === outcome).length;
  assert.equal(rows.length, run.done);
  assert.deepEqual([told('created'), told('refused')], [run.created, run.refused]);
  assert.deepEqual([live, people, audited[0]?.n], [run.created, run.created, run.created]);
  return run;
}

async function checkEnd(ctx: WorkspaceCtx, lines: number): Promise<void> {
  const { state, done, created, updated, unchanged, refused } = await checkBorder(ctx);
  const bad = Math.floor(lines / 10);
  assert.deepEqual(
    { state, done, created, updated, unchanged, refused },
    { state: 'done', done: lines, created: lines - bad, updated: 0, unchanged: 0, refused: bad },
  );
}
