import { expect, it } from 'vitest';
import { hourMs, minuteMs } from '#lib/clock.ts';
import type { DueGrant } from '#lib/leases/queries.ts';
import { keyOf, newTurn, takeNext, wait, wasPutBack } from './model.ts';

const row = (tenantId: string, n: number, host = 'a:443'): DueGrant => ({
  tenantId,
  workspaceId: 'wsp_1',
  credentialId: `crd_${n}`,
  host,
});

/** Takes as long as there is something to take; nothing comes back. */
function takeAll(rows: readonly DueGrant[]): string[] {
  const turn = newTurn();
  wait(turn, rows);
  const underWay = new Map<string, DueGrant>();
  const taken: string[] = [];
  for (let next = takeNext(turn, underWay); next !== null; next = takeNext(turn, underWay)) {
    underWay.set(keyOf(next), next);
    taken.push(`${next.tenantId} ${next.credentialId}`);
  }
  return taken;
}

it('takes one of each tenant in turn, of each the longest due first', () => {
  const rows = [row('big', 1), row('big', 2), row('big', 3), row('small', 4), row('other', 5), row('other', 6)];
  expect(takeAll(rows)).toEqual(['big crd_1', 'small crd_4', 'other crd_5', 'big crd_2', 'other crd_6', 'big crd_3']);
});

it('takes eight of one provider at the most, and passes on to others', () => {
  const many = Array.from({ length: 12 }, (_, n) => row('big', n));
  const taken = takeAll([...many, row('big', 90, 'b:443')]);
  expect(taken).toHaveLength(9);
  expect(taken.at(-1)).toBe('big crd_90');
});

it('takes nothing that is under way', () => {
  const turn = newTurn();
  wait(turn, [row('big', 1)]);
  expect(takeNext(turn, new Map([[keyOf(row('big', 1)), row('big', 1)]]))).toBeNull();
});

it.each([
  ['goes on', 1_000, 1_000, false],
  ['stands for half a minute', 0, 30_000, false],
  ['goes ahead', hourMs, 1_000, false],
  ['goes back by an hour', -hourMs, 1_000, true],
  ['stands for longer', 0, 2 * minuteMs, true],
])('knows a clock that %s', (_words, database, steady, isBack) => {
  const before = { database: 1_800_000_000_000, steady: 5 };
  expect(wasPutBack(before, { database: before.database + database, steady: before.steady + steady })).toBe(isBack);
});
