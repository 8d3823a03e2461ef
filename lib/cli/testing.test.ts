import { expect, it } from 'vitest';
import { environmentWith } from '#lib/testing.ts';
import { ran } from './testing.ts';

it('a program that hangs is not left behind', async () => {
  const hangs = ['--eval', 'setInterval(() => undefined, 1_000)'];
  const ended = await ran(process.execPath, hangs, { env: environmentWith({}), timeout: 300 });
  expect(ended).toEqual({ exit: null, out: '', err: '' });
});
