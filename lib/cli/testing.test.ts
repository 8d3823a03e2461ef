import { expect, it } from 'vitest';
import { ran } from './testing.ts';

it('a program that hangs is not left behind', async () => {
  const hangs = ['--eval', 'setInterval(() => undefined, 1_000)'];
  const ended = await ran(process.execPath, hangs, { env: process.env, timeout: 300 });
  expect(ended).toEqual({ exit: null, out: '', err: '' });
});
