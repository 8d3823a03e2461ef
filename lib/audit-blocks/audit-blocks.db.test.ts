import { asc, eq } from 'drizzle-orm';
import { beforeAll, describe, expect, it } from 'vitest';
import { read, transact } from '#db/client.ts';
import { auditBlocks } from '#db/schema/audit.ts';
import { testDatabase } from '#db/testing.ts';
import { listAbout, listActivity } from '#lib/audit/queries.ts';
import type { AuditFilter } from '#lib/audit/schema.ts';
import { dayMs, hourMs, minuteMs, secondMs } from '#lib/clock.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { newId } from '#lib/ids.ts';
import { closeBlocks } from './commands.ts';
import { printsOf, wordPrint, workspacePrint } from './model.ts';
import { rangesWith, type IdRange } from './queries.ts';
import { handout, happened, longPast } from './testing.ts';

beforeAll(() => testDatabase());

const blocksOf = (ctx: WorkspaceCtx) =>
  read().select().from(auditBlocks).where(eq(auditBlocks.tenantId, ctx.tenantId)).orderBy(asc(auditBlocks.afterId));

async function everyRow(ctx: WorkspaceCtx, filter: AuditFilter) {
  const rows = [];
  let after: string | null = null;
  do {
    const page = await listActivity(ctx, { ...filter, after });
    rows.push(...page.rows);
    after = page.next;
  } while (after !== null);
  return rows;
}

describe('what is summed up', () => {
  it('is whole blocks of what has settled, one after the other from the first row', async () => {
    const ctx = await longPast();
    expect(await blocksOf(ctx)).toEqual([]);
    await closeBlocks();
    const blocks = await blocksOf(ctx);
    expect(blocks).toHaveLength(2);
    expect(blocks[0]?.afterId).toBe('');
    expect(blocks[1]?.afterId).toBe(blocks[0]?.lastId);
    await closeBlocks();
    expect(await blocksOf(ctx)).toEqual(blocks);
  });

  it('is nothing of a last minute, to which others may still add', async () => {
    const ctx = await testWorkspace();
    await happened(ctx, 500, Date.now(), (n) => handout(`crd_${n}`));
    await closeBlocks();
    expect(await blocksOf(ctx)).toEqual([]);
  });

  it('has no gap where programs do it at once', async () => {
    const ctx = await longPast();
    await Promise.all([closeBlocks(), closeBlocks(), closeBlocks()]);
    const blocks = await blocksOf(ctx);
    expect(blocks.map(({ afterId }) => afterId)).toEqual(['', blocks[0]?.lastId]);
  });

  it('is given up where a clock was set back, and what is written then is found', async () => {
    const ctx = await testWorkspace();
    await happened(ctx, 500, Date.now() - 2 * minuteMs, (n) => handout(`crd_${n % 7}`));
    await closeBlocks();
    const [block] = await blocksOf(ctx);
    if (!block) throw new Error('no block');
    const future = newId('aud', Date.now() + dayMs);
    await transact((tx) =>
      tx
        .insert(auditBlocks)
        .values({ tenantId: ctx.tenantId, afterId: block.lastId, lastId: future, prints: Buffer.alloc(3) }),
    );
    await happened(ctx, 1, Date.now(), () => handout('crd_late'));
    expect(await everyRow(ctx, { targetId: 'crd_late' })).toEqual([]);
    await closeBlocks();
    expect(await blocksOf(ctx)).toEqual([block]);
    expect(await everyRow(ctx, { targetId: 'crd_late' })).toHaveLength(1);
  });
});

/** Blocks from the first row on that say they hold something of both, where no row does. */
async function plantBlocks(ctx: WorkspaceCtx, count: number, actorId: string, targetId: string): Promise<void> {
  const marked = { workspaceId: ctx.workspaceId, action: 'credential.token_issued' };
  const prints = printsOf([
    { ...marked, actorId, targetId: 'crd_other' },
    { ...marked, actorId: 'key_other', targetId },
  ]);
  const ids = Array.from({ length: count + 1 }, (_, n) => (n === 0 ? '' : newId('aud', n)));
  const blocks = ids.slice(1).map((lastId, n) => ({ tenantId: ctx.tenantId, afterId: ids[n] ?? '', lastId, prints }));
  await transact((tx) => tx.insert(auditBlocks).values(blocks));
}

async function rangesOf(told: AsyncIterable<IdRange>): Promise<IdRange[]> {
  const ranges: IdRange[] = [];
  for await (const range of told) ranges.push(range);
  return ranges;
}

describe('where rows may be', () => {
  it.each([15, 16, 17, 32])(
    'comes to its end over %i blocks that hold none, and tells those of no block once',
    async (count) => {
      const ctx = await testWorkspace();
      await plantBlocks(ctx, count, 'key_1', 'crd_1');
      expect(await everyRow(ctx, { actorId: 'key_1', targetId: 'crd_1' })).toEqual([]);
      await happened({ ...ctx, actor: { kind: 'key', id: 'key_1', label: 'One' } }, 3, Date.now(), () =>
        handout('crd_1'),
      );
      expect(await everyRow(ctx, { actorId: 'key_1', targetId: 'crd_1' })).toHaveLength(3);
    },
  );

  it('is not a block that was closed since: its rows were told of already', async () => {
    const ctx = await testWorkspace();
    await happened(ctx, 500, Date.now() - 2 * minuteMs, () => handout('crd_1'));
    const ranges = rangesWith(ctx.tenantId, { prints: [] });
    expect((await ranges.next()).value).toEqual({ afterId: '' });
    await closeBlocks();
    expect(await blocksOf(ctx)).toHaveLength(1);
    expect(await ranges.next()).toMatchObject({ done: true });
  });

  it('is only where the workspace itself has something of the word', async () => {
    const ctx = await testWorkspace();
    const marked = { actorId: 'key_1', action: 'credential.token_issued', targetId: 'crd_1' };
    const prints = printsOf([
      { ...marked, workspaceId: 'wsp_other' },
      { ...marked, workspaceId: ctx.workspaceId, actorId: 'key_2' },
    ]);
    await transact((tx) =>
      tx.insert(auditBlocks).values({ tenantId: ctx.tenantId, afterId: '', lastId: newId('aud', 1), prints }),
    );
    const places = [ctx.workspaceId, null];
    const told = (id: string) => {
      const prints = [places.map(workspacePrint), places.map((place) => wordPrint(place, 'actor', id))];
      return rangesWith(ctx.tenantId, { prints });
    };
    expect(await rangesOf(told('key_1'))).toHaveLength(1);
    expect(await rangesOf(told('key_2'))).toHaveLength(2);
  });

  it('begins with the block of the first moment that is asked for', async () => {
    const ctx = await testWorkspace();
    await plantBlocks(ctx, 5, 'key_1', 'crd_1');
    const [, second, third] = await blocksOf(ctx);
    const ranges = await rangesOf(
      rangesWith(ctx.tenantId, { prints: [], fromId: second?.lastId, beforeId: third?.lastId }),
    );
    expect(ranges.slice(1).map(({ lastId }) => lastId)).toEqual([third?.lastId, second?.lastId]);
  });
});

describe('what happened', () => {
  it('is the same with blocks as it was without, whatever is looked for', async () => {
    const now = Date.now();
    const ctx = await longPast(now);
    const middle = now - hourMs - 300 * secondMs;
    const filters: AuditFilter[] = [
      {},
      { targetId: 'crd_3' },
      { targetId: 'flw_rare' },
      { targetId: 'ten_rare' },
      { targetId: 'crd_nobody' },
      { actorId: 'usr_rare' },
      { actorId: ctx.actor.id, targetId: 'flw_rare' },
      { group: 'flow' },
      { group: 'tenant' },
      { from: middle },
      { to: middle },
      { from: middle - hourMs, to: middle, targetId: 'crd_5' },
    ];
    const before = await Promise.all(filters.map((filter) => everyRow(ctx, filter)));
    expect(before.map((rows) => rows.length)).toEqual([1_333, 190, 2, 1, 0, 2, 0, 2, 1, 332, 1_001, 142]);
    await closeBlocks();
    expect(await blocksOf(ctx)).toHaveLength(2);
    expect(await Promise.all(filters.map((filter) => everyRow(ctx, filter)))).toEqual(before);
  });

  it('is nothing of another tenant or workspace', async () => {
    const ctx = await longPast();
    const stranger = await testWorkspace();
    await closeBlocks();
    expect(await everyRow(stranger, { targetId: 'crd_3' })).toEqual([]);
    expect(await everyRow({ ...ctx, workspaceId: stranger.workspaceId }, {})).toMatchObject([{ targetId: 'ten_rare' }]);
  });

  it('is told on the page of a thing without the tokens that were handed out', async () => {
    const ctx = await testWorkspace();
    await happened(ctx, 1, Date.now() - minuteMs, () => ({ ...handout('crd_1'), action: 'credential.created' }));
    await happened(ctx, 20, Date.now(), () => handout('crd_1'));
    expect(await listAbout(ctx, 'crd_1')).toMatchObject([{ action: 'credential.created' }]);
  });
});
