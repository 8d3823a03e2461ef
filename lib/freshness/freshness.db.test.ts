import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eq } from 'drizzle-orm';
import { transact } from '#db/client.ts';
import { credentials } from '#db/schema/credentials.ts';
import { refreshHosts } from '#db/schema/oauth.ts';
import { testDatabase } from '#db/testing.ts';
import { dayMs, hourMs, minuteMs } from '#lib/clock.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { getFreshness, listFresh } from './queries.ts';
import { aheadDays, freshPageSize, type FreshFilter } from './schema.ts';
import { plantGrant as plantRows } from '#lib/oauth-apps/testing.ts';

beforeAll(testDatabase);

let ctx: WorkspaceCtx;
beforeEach(async () => {
  ctx = await testWorkspace();
  await transact(async (tx) => {
    await tx.delete(refreshHosts);
  });
});

type Rows = [grant?: Parameters<typeof plantRows>[2], credential?: Partial<typeof credentials.$inferInsert>];

async function plantGrant(of: WorkspaceCtx, name: string, ...[grant, credential]: Rows): Promise<string> {
  const due = { refreshDueAt: now() + hourMs / 2, host: 'login.example.com:443' };
  const id = await plantRows(of, name, { ...due, ...grant });
  if (credential) await set(id, credential);
  return id;
}

const set = (id: string, to: Partial<typeof credentials.$inferInsert>) =>
  transact(async (tx) => {
    await tx.update(credentials).set(to).where(eq(credentials.id, id));
  });

const now = () => Date.now();
const names = async (filter: FreshFilter = {}) => (await listFresh(ctx, filter)).rows.map((row) => row.name);

describe('what is due next', () => {
  it('comes in the order of its time, and what is never due behind it', async () => {
    await plantGrant(ctx, 'Later', { refreshDueAt: now() + 2 * hourMs });
    await plantGrant(ctx, 'Broken', { refreshDueAt: null, state: 'reconnect' });
    await plantGrant(ctx, 'Late', { refreshDueAt: now() - hourMs, state: 'retrying' });
    await plantGrant(ctx, 'Soon', { refreshDueAt: now() + minuteMs });
    await plantGrant(ctx, 'Endless', { refreshDueAt: null, accessExpiresAt: null });
    expect((await names()).slice(0, 3)).toEqual(['Late', 'Soon', 'Later']);
    expect((await names()).slice(3).toSorted()).toEqual(['Broken', 'Endless']);
    expect(await names({ state: ['retrying', 'reconnect'] })).toEqual(['Late', 'Broken']);
    expect(await names({ app: ['slack'] })).toEqual([]);
  });

  it('leaves out the trash and other workspaces', async () => {
    await plantGrant(await testWorkspace(), 'Elsewhere');
    await plantGrant(ctx, 'Deleted', { state: 'retrying' }, { deletedAt: now() });
    await plantGrant(ctx, 'Here');
    expect(await names()).toEqual(['Here']);
    const { tallies, retrying } = await getFreshness(ctx);
    expect(tallies).toEqual({ reconnect: 0, retrying: 0, live: 1, stopped: 0 });
    expect(retrying).toEqual([]);
  });

  it('is gone through page by page, each once, many of them due at one moment', async () => {
    const due = now() + hourMs;
    const count = freshPageSize * 2 + 7;
    for (let n = 0; n < count; n += 1) {
      const isIdle = n % 3 === 0;
      await plantGrant(ctx, `Row ${n}`, {
        refreshDueAt: isIdle ? null : due + (n % 2),
        state: isIdle ? 'reconnect' : n % 4 === 0 ? 'retrying' : 'live',
      });
    }
    const seen: { id: string; refreshDueAt: number | null }[] = [];
    for (let after: string | null = null, pages = 0; pages < 5; pages += 1) {
      const page = await listFresh(ctx, { after });
      seen.push(...page.rows);
      after = page.next;
      if (after === null) break;
    }
    expect(new Set(seen.map((row) => row.id)).size).toBe(count);
    expect(seen).toHaveLength(count);
    const times = seen.map((row) => row.refreshDueAt ?? Infinity);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  it.each(['', 'x', Buffer.from('["a","b"]').toString('base64url')])(
    'begins at the start where the address says %j',
    async (after) => {
      await plantGrant(ctx, 'Here');
      expect(await names({ after })).toEqual(['Here']);
    },
  );

  it('says who is being refreshed now', async () => {
    await plantGrant(ctx, 'Now', { leasedUntil: now() + minuteMs, refreshDueAt: now() });
    await plantGrant(ctx, 'Once', { leasedUntil: now() - minuteMs, refreshDueAt: now() + hourMs });
    expect((await listFresh(ctx, {})).rows.map((row) => row.isRefreshing)).toEqual([true, false]);
  });
});

describe('how refreshing goes', () => {
  it('tells how much is late, and since when', async () => {
    const oldest = now() - 10 * minuteMs;
    await plantGrant(ctx, 'Oldest', { refreshDueAt: oldest, state: 'retrying' });
    await plantGrant(ctx, 'Late', { refreshDueAt: now() - minuteMs });
    await plantGrant(ctx, 'On time', { refreshDueAt: now() - 5_000 });
    await plantGrant(ctx, 'Ahead', { refreshDueAt: now() + hourMs, refreshedAt: now() - minuteMs });
    await plantGrant(ctx, 'Before', { refreshDueAt: now() + hourMs, refreshedAt: now() - 2 * hourMs });
    expect(await getFreshness(ctx)).toMatchObject({ overdue: 2, oldestDueAt: oldest, refreshedLastHour: 1 });
  });

  it('names hosts in trouble where this workspace is refreshed, and no others', async () => {
    await plantGrant(ctx, 'Here', { host: 'login.example.com:443' });
    await plantGrant(await testWorkspace(), 'Elsewhere', { host: 'other.example.com:443' });
    const since = now() - hourMs;
    const trouble = { failures: 3, lastCode: 'OUT-106', failingSince: since, pausedUntil: now() + minuteMs };
    await transact(async (tx) => {
      await tx.insert(refreshHosts).values([
        { host: 'login.example.com:443', ...trouble },
        { host: 'other.example.com:443', ...trouble },
      ]);
    });
    expect((await getFreshness(ctx)).hosts).toMatchObject([
      { host: 'login.example.com:443', failures: 3, code: 'OUT-106', since },
    ]);
  });

  it('counts the ends ahead by day, keys and grants alike, and not those of the trash', async () => {
    const at = (days: number) => (Math.floor(now() / dayMs) + days) * dayMs + dayMs - 1;
    await plantGrant(ctx, 'Third', {}, { expiresAt: at(5) });
    await plantGrant(ctx, 'First', {}, { expiresAt: at(2), authType: 'api_key' });
    await plantGrant(ctx, 'Second', {}, { expiresAt: at(5) });
    await plantGrant(ctx, 'Last', {}, { expiresAt: at(aheadDays - 1) });
    await plantGrant(ctx, 'Too far', {}, { expiresAt: at(aheadDays) });
    await plantGrant(ctx, 'Over', {}, { expiresAt: now() - dayMs });
    await plantGrant(ctx, 'Deleted', {}, { expiresAt: at(3), deletedAt: now() });
    const { ahead } = await getFreshness(ctx);
    expect(ahead.first).toEqual({ name: 'First', at: at(2) });
    expect(ahead.perDay).toHaveLength(aheadDays);
    expect(ahead.perDay.flatMap((n, day) => (n > 0 ? [[day, n]] : []))).toEqual([
      [2, 1],
      [5, 2],
      [aheadDays - 1, 1],
    ]);
  });

  it('names the first of those that need a person, with what broke', async () => {
    for (let n = 0; n < 12; n += 1)
      await plantGrant(ctx, `Broken ${n}`, {
        state: 'reconnect',
        refreshDueAt: null,
        failureMessage: 'The provider ended the session.',
      });
    const { reconnect, tallies } = await getFreshness(ctx);
    expect(reconnect).toHaveLength(10);
    expect(reconnect[0]?.message).toBe('The provider ended the session.');
    expect(tallies.reconnect).toBe(12);
  });
});
