import { expect, it } from 'vitest';
import { startTogether } from './server-process.ts';

it('starts as many as are asked for', async () => {
  let starts = 0;
  const all = await startTogether(3, async () => ({ n: (starts += 1), stop: async () => undefined }));
  expect(all.map(({ n }) => n)).toEqual([1, 2, 3]);
});

it('stops those that started where one did not, also those that were slower, and then tells why', async () => {
  const slow = Promise.withResolvers<void>();
  const stopped: number[] = [];
  let starts = 0;
  const together = startTogether(3, async () => {
    const n = (starts += 1);
    if (n === 2) throw new Error('The second did not start.');
    if (n === 3) await slow.promise;
    return { stop: async () => void stopped.push(n) };
  });
  slow.resolve();
  await expect(together).rejects.toThrow('The second did not start.');
  expect(stopped).toEqual([1, 3]);
});
