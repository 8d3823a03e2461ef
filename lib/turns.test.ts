import { expect, it } from 'vitest';
import { createTurns, inTurn } from './turns.ts';

function createQueue(atOnce: number, limits: { waitingMax?: number; ownWaitingMax?: number } = {}) {
  const turns = createTurns({ atOnce, waitingMax: 64, ownWaitingMax: 64, busy: 'Busy.', ...limits });
  return <T>(work: () => Promise<T>, signal?: AbortSignal, owner = 'ten_a') => inTurn(turns, owner, work, signal);
}

function heldWork() {
  const started: number[] = [];
  const release = new Map<number, () => void>();
  const work = (n: number) => () =>
    new Promise<number>((resolve) => {
      started.push(n);
      release.set(n, () => resolve(n));
    });
  return { started, work, finish: (n: number) => release.get(n)?.() };
}

it('lets so many run at once, the others in order', async () => {
  const { started, work, finish } = heldWork();
  const queue = createQueue(2);
  const all = [1, 2, 3, 4].map((n) => queue(work(n)));
  await Promise.resolve();
  expect(started).toEqual([1, 2]);
  finish(2);
  await all[1];
  await Promise.resolve();
  expect(started).toEqual([1, 2, 3]);
  finish(1);
  finish(3);
  await all[2];
  await Promise.resolve();
  finish(4);
  expect(await Promise.all(all)).toEqual([1, 2, 3, 4]);
});

it('hands the place on when work fails', async () => {
  const queue = createQueue(1);
  await expect(queue(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await queue(() => Promise.resolve('next'))).toBe('next');
});

it('lets go of one that stops waiting, and of nobody else', async () => {
  const { started, work, finish } = heldWork();
  const queue = createQueue(1);
  const stop = new AbortController();
  const first = queue(work(1));
  const second = queue(work(2), stop.signal);
  const third = queue(work(3));
  await Promise.resolve();
  stop.abort();
  await expect(second).rejects.toThrow();
  finish(1);
  await first;
  await Promise.resolve();
  expect(started).toEqual([1, 3]);
  finish(3);
  expect(await third).toBe(3);
  await expect(queue(work(4), AbortSignal.abort())).rejects.toThrow();
});

it('goes to whoever has none first: one with much to do keeps no other waiting, nor out', async () => {
  const { started, work, finish } = heldWork();
  const queue = createQueue(2, { waitingMax: 4, ownWaitingMax: 2 });
  const many = [1, 2, 3, 4].map((n) => queue(work(n)));
  await expect(queue(work(5))).rejects.toMatchObject({ code: 'BUSY', message: 'Busy.' });
  const other = queue(work(6), undefined, 'ten_b');
  finish(1);
  await many[0];
  await Promise.resolve();
  expect(started).toEqual([1, 2, 6]);
  finish(6);
  await other;
  await Promise.resolve();
  expect(started).toEqual([1, 2, 6, 3]);
  for (const n of [2, 3]) finish(n);
  await many[2];
  await Promise.resolve();
  finish(4);
  expect(await Promise.all(many)).toEqual([1, 2, 3, 4]);
});

it('is for so many altogether, whoever they are', async () => {
  const { work, finish } = heldWork();
  const queue = createQueue(1, { waitingMax: 1 });
  const [first, second] = [queue(work(1)), queue(work(2), undefined, 'ten_b')];
  await expect(queue(work(3), undefined, 'ten_c')).rejects.toMatchObject({ code: 'BUSY' });
  finish(1);
  await first;
  await Promise.resolve();
  finish(2);
  expect(await second).toBe(2);
});
