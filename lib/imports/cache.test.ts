import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { describe, expect, it } from 'vitest';
import type { Standing } from '#lib/checks/schema.ts';
import { inBatches, isSettled, standingsOptions } from './cache.ts';

const scope = { tenant: 'northwind', workspace: 'operations' };
const standing = (id: string, isWaiting: boolean): Standing => ({
  id,
  name: id,
  component: 'stripe',
  state: 'unverified',
  message: null,
  fix: null,
  checkedAt: null,
  isWaiting,
});

describe('watching the checks of an import', () => {
  it('asks for as many at a time as one call takes, and for all', async () => {
    const ids = Array.from({ length: 450 }, (_, n) => `crd_${n}`);
    const asked: number[] = [];
    const options = standingsOptions(scope, ids, async (_, input) => {
      asked.push(input.ids.length);
      return { ok: true, value: input.ids.map((id) => standing(id, false)) };
    });
    const all = await new QueryClient().fetchQuery(options);
    expect(asked).toEqual([200, 200, 50]);
    expect(all.map((one) => one.id)).toEqual(ids);
    expect(inBatches([])).toEqual([]);
  });

  it('goes on while one is waiting and stops when none is, or when an answer fails', async () => {
    const answers = [
      { ok: true as const, value: [standing('a', true)] },
      { ok: true as const, value: [standing('a', false)] },
      { ok: false as const, code: 'BUSY' as const, message: 'The server could not be reached.', detail: {} },
    ];
    const options = standingsOptions(
      scope,
      ['a'],
      async () => answers.shift() ?? Promise.reject(new Error('Asked on.')),
    );
    const client = new QueryClient();
    const observer = new QueryObserver(client, options);
    const every = options.refetchInterval;
    const interval = () => (typeof every === 'function' ? every(observer.getCurrentQuery()) : every);
    await observer.refetch();
    expect(interval()).toBe(1_000);
    await observer.refetch();
    expect(interval()).toBe(false);
    await observer.refetch();
    expect(observer.getCurrentResult().error?.message).toBe('The server could not be reached.');
    expect(interval()).toBe(false);
    client.clear();
  });

  it('has settled only when there is an answer', () => {
    expect(isSettled(undefined)).toBe(false);
    expect(isSettled([standing('a', false), standing('b', true)])).toBe(false);
    expect(isSettled([standing('a', false)])).toBe(true);
  });
});
