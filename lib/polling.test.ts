import { QueryClient, QueryObserver, queryOptions } from '@tanstack/react-query';
import { describe, expect, it } from 'vitest';
import { watched } from './polling.ts';
import type { ActionResult } from './result.ts';

const refusal = { ok: false as const, code: 'BUSY' as const, message: 'The server could not be reached.', detail: {} };

describe('work that is watched', () => {
  it('is looked at each second while it goes on, and more calmly at its end or without an answer', async () => {
    const answers: ActionResult<number>[] = [{ ok: true, value: 2 }, refusal, { ok: true, value: 3 }];
    const options = watched<number>({
      queryKey: ['northwind', 'work'],
      known: 1,
      look: async () => answers.shift() ?? Promise.reject(new Error('Asked on.')),
      isGoingOn: (done) => done < 3,
    });
    const client = new QueryClient();
    const observer = new QueryObserver(client, queryOptions(options));
    const everyMs = () => options.refetchInterval(observer.getCurrentQuery());
    expect([observer.getCurrentResult().data, everyMs()]).toEqual([1, 1_000]);
    await observer.refetch();
    expect([observer.getCurrentResult().data, everyMs()]).toEqual([2, 1_000]);
    await observer.refetch();
    expect(observer.getCurrentResult()).toMatchObject({ data: 2, error: { message: refusal.message } });
    expect(everyMs()).toBe(5_000);
    await observer.refetch();
    expect([observer.getCurrentResult().data, everyMs()]).toEqual([3, 5_000]);
    client.clear();
  });
});
