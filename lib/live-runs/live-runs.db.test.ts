import { count, eq } from 'drizzle-orm';
import { beforeAll, describe, expect, it } from 'vitest';
import { read, transact } from '#db/client.ts';
import { consumers } from '#db/schema/consumers.ts';
import { credentials } from '#db/schema/credentials.ts';
import { liveImportRows, liveImports } from '#db/schema/live-imports.ts';
import { members } from '#db/schema/tenants.ts';
import { uploads } from '#db/schema/uploads.ts';
import { testDatabase } from '#db/testing.ts';
import { createKey, revokeKey } from '#lib/api-keys/commands.ts';
import { endsAfter } from '#lib/bulk-imports/testing.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { requireKey } from '#lib/gate/key.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { runLiveImport } from '#lib/jobs/live-imports.ts';
import { stopLiveImport } from '#lib/live-imports/commands.ts';
import { getLiveImport } from '#lib/live-imports/queries.ts';
import { begun, imported, keyLineOf, lineOf, linesTo, runDue } from '#lib/live-imports/testing.ts';
import { batchLines } from '#lib/live-lines/schema.ts';
import { openVersion } from '#lib/versions/queries.ts';
import { claimLiveImport, finishLiveImport, importBatch, type LiveImport } from './commands.ts';

beforeAll(testDatabase);

const many = 230;
/** Of two batches. */
const border = 2 * batchLines;
const never = new AbortController().signal;

async function countOf(table: typeof credentials | typeof consumers | typeof liveImportRows, ctx: WorkspaceCtx) {
  const [row] = await read().select({ rows: count() }).from(table).where(eq(table.tenantId, ctx.tenantId));
  return row?.rows;
}

async function claimed(): Promise<LiveImport> {
  const run = await claimLiveImport([]);
  if (!run) throw new Error('Nothing is due.');
  return run;
}

const set = (ctx: WorkspaceCtx, change: Partial<typeof liveImports.$inferInsert>) =>
  transact(async (tx) => {
    await tx.update(liveImports).set(change).where(eq(liveImports.tenantId, ctx.tenantId));
  });

describe('a line that is refused', () => {
  it('repeats no secret that stands in the place of a service, nor one that is called like a member', async () => {
    const ctx = await testWorkspace();
    const slipped = 'sk_live_4711+planted';
    const lines = [lineOf(1, { service_id: slipped }), lineOf(2, { unified_api: slipped }), keyLineOf(3)];
    const { id } = await imported(ctx, lines.join('\n'));
    const rows = await read().select().from(liveImportRows).where(eq(liveImportRows.importId, id));
    expect(rows.map((row) => row.outcome)).toEqual(['refused', 'refused', 'created']);
    expect(JSON.stringify(rows)).not.toContain('4711');
    expect(rows[2]).toMatchObject({ connectionKey: 'ecommerce+stripe' });
  });
});

describe('an import that is interrupted', () => {
  it('goes on at its border when the program ends and another takes it up', async () => {
    const ctx = await testWorkspace();
    const { id } = await begun(ctx, linesTo(many));
    await runLiveImport(await claimed(), endsAfter(2));
    expect(await getLiveImport(ctx, id)).toMatchObject({ state: 'running', done: border, counts: { created: border } });
    expect(await countOf(liveImportRows, ctx)).toBe(border);
    await runDue();
    expect(await getLiveImport(ctx, id)).toMatchObject({ state: 'done', done: many, counts: { created: many } });
    expect(await countOf(credentials, ctx)).toBe(many);
    expect(await countOf(liveImportRows, ctx)).toBe(many);
  });

  it('is not gone on with by whoever lost its lease', async () => {
    const ctx = await testWorkspace();
    const { id } = await begun(ctx, linesTo(many));
    const first = await claimed();
    expect(await claimLiveImport([])).toBeNull();
    expect(await getLiveImport(ctx, id)).toMatchObject({ isWaiting: false });
    await set(ctx, { leasedUntil: 1 });
    const second = await claimed();
    expect(second).toMatchObject({ id, generation: first.generation + 1, attempts: 2 });
    await runLiveImport(first, never);
    expect(await countOf(credentials, ctx)).toBe(0);
    await finishLiveImport(ctx, first);
    expect(await getLiveImport(ctx, id)).toMatchObject({ state: 'running', done: 0 });
    await runLiveImport(second, never);
    expect(await getLiveImport(ctx, id)).toMatchObject({ state: 'done', counts: { created: many } });
  });

  it('writes a batch once, though two programs believe it is theirs', async () => {
    const ctx = await testWorkspace();
    await begun(ctx, linesTo(3));
    const run = await claimed();
    const lines = [1, 2, 3].map((n) => ({ n, bytes: Buffer.from(keyLineOf(n)) }));
    const results = await Promise.allSettled([importBatch(ctx, run, lines), importBatch(ctx, run, lines)]);
    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(await countOf(liveImportRows, ctx)).toBe(3);
    await runLiveImport(await reread(run), never);
  });

  it('is given up after twenty tries without a batch, and says so', async () => {
    const ctx = await testWorkspace();
    const { id } = await begun(ctx, linesTo(3));
    await set(ctx, { attempts: 20 });
    await runDue();
    expect(await getLiveImport(ctx, id)).toMatchObject({
      state: 'failed',
      because: 'It failed several times. The log of the server says more.',
      done: 0,
    });
  });

  it('fails with a sentence when its file is gone', async () => {
    const ctx = await testWorkspace();
    const { id } = await begun(ctx, linesTo(3));
    await transact(async (tx) => {
      await tx.delete(uploads).where(eq(uploads.tenantId, ctx.tenantId));
    });
    await runDue();
    expect(await getLiveImport(ctx, id)).toMatchObject({ state: 'failed', because: expect.stringContaining('upload') });
  });
});

const reread = async (run: LiveImport): Promise<LiveImport> => {
  const [row] = await read().select().from(liveImports).where(eq(liveImports.id, run.id));
  if (!row) throw new Error('It is gone.');
  return row;
};

describe('an import of somebody who may not any more', () => {
  it('stops with a sentence when their role is less, and what came in stays', async () => {
    const ctx = await testWorkspace();
    const { id } = await begun(ctx, linesTo(many));
    await runLiveImport(await claimed(), endsAfter(2));
    await transact(async (tx) => {
      await tx.update(members).set({ role: 'builder' }).where(eq(members.tenantId, ctx.tenantId));
    });
    await runDue();
    expect(await getLiveImport(ctx, id)).toMatchObject({
      state: 'stopped',
      because: 'Your role does not allow this.',
      done: border,
    });
    expect(await countOf(credentials, ctx)).toBe(border);
  });

  it('stops when its key is revoked in the middle', async () => {
    const ctx = await testWorkspace();
    const key = await createKey(ctx, { name: 'Mover', scopes: ['import'], expiresAt: null });
    const own = await requireKey(`Bearer ${key.token}`, { requestId: 'req_x', address: '127.0.0.1' });
    const { id, startedBy } = await begun(own, linesTo(many));
    expect(startedBy).toBe('Mover');
    await runLiveImport(await claimed(), endsAfter(2));
    expect(await getLiveImport(own, id)).toMatchObject({ done: border });
    await revokeKey(ctx, own.key.id);
    await runDue();
    expect(await getLiveImport(ctx, id)).toMatchObject({
      state: 'stopped',
      because: 'Whoever began it may not go on: no member here any more, or a key that has ended.',
      done: border,
    });
  });
});

describe('a stop', () => {
  it('ends it between two batches', async () => {
    const ctx = await testWorkspace();
    const { id } = await begun(ctx, linesTo(many));
    const run = await claimed();
    const lines = Array.from({ length: border }, (_, at) => ({ n: at + 1, bytes: Buffer.from(keyLineOf(at + 1)) }));
    const seen = await importBatch(ctx, run, lines);
    await stopLiveImport(ctx, id);
    await runLiveImport(seen, never);
    expect(await getLiveImport(ctx, id)).toMatchObject({ state: 'stopped', because: null, done: border });
    expect(await countOf(credentials, ctx)).toBe(border);
  });
});

describe('two files at once', () => {
  it('for the same connections make each of them once, with the secret of one of the files', async () => {
    const ctx = await testWorkspace();
    const one = await begun(
      ctx,
      linesTo(many, (i) => keyLineOf(i, `sk_test_one_${i}`)),
    );
    const two = await begun(
      ctx,
      linesTo(many, (i) => keyLineOf(many + 1 - i, `sk_test_two_${many + 1 - i}`)),
    );
    const runs = [await claimed(), await claimed()];
    await Promise.all(runs.map((run) => runLiveImport(run, never)));
    // Whoever met the other once too often is taken up again when its lease has run out.
    await set(ctx, { leasedUntil: 1 });
    await runDue();
    const facts = [await getLiveImport(ctx, one.id), await getLiveImport(ctx, two.id)];
    expect(facts).toMatchObject([{ state: 'done' }, { state: 'done' }]);
    const sum = (outcome: 'created' | 'updated' | 'refused') =>
      facts.reduce((total, { counts }) => total + counts[outcome], 0);
    expect([sum('created'), sum('updated'), sum('refused')]).toEqual([many, many, 0]);
    expect(await countOf(credentials, ctx)).toBe(many);
    expect(await countOf(consumers, ctx)).toBe(many);
    const rows = await read().select().from(credentials).where(eq(credentials.tenantId, ctx.tenantId));
    for (const row of rows.slice(0, 10)) {
      const secrets = Object.values((await openVersion(ctx, row.id, row.version)).secret);
      expect(String(secrets[0])).toMatch(/^sk_test_(?:one|two)_\d+$/);
    }
  });
});

it('takes in thousands of lines, in as many batches as it takes', async () => {
  const ctx = await testWorkspace();
  const facts = await imported(ctx, linesTo(2_000));
  expect(facts).toMatchObject({ state: 'done', counts: { created: 2_000 } });
  expect(await countOf(credentials, ctx)).toBe(2_000);
}, 120_000);
