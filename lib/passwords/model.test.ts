import { expect, test } from 'vitest';
import { hashPassword, isPasswordOf } from './model.ts';

test('hashes with at least what OWASP asks for, and a salt of its own', async () => {
  const [one, two] = await Promise.all([hashPassword('a quiet harbour'), hashPassword('a quiet harbour')]);
  const [, memory, passes, lanes] = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$/.exec(one) ?? [];
  expect(Number(memory)).toBeGreaterThanOrEqual(19_456);
  expect(Number(passes)).toBeGreaterThanOrEqual(2);
  expect(Number(lanes)).toBe(1);
  expect(one).not.toBe(two);
});

test('knows the right password and no other', async () => {
  const hash = await hashPassword('a quiet harbour');
  expect(await isPasswordOf('a quiet harbour', hash)).toBe(true);
  expect(await isPasswordOf('a quiet harbour ', hash)).toBe(false);
  expect(await isPasswordOf('', hash)).toBe(false);
});

test('does not stop reading after any number of characters', async () => {
  const hash = await hashPassword(`${'x'.repeat(255)}a`);
  expect(await isPasswordOf(`${'x'.repeat(255)}b`, hash)).toBe(false);
});

test('agrees with an outside hash of the reference implementation', async () => {
  const outside = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc';
  expect(await isPasswordOf('password', outside)).toBe(true);
  expect(await isPasswordOf('passwore', outside)).toBe(false);
});

test('without a hash, or with one that is none, it is false and takes as long', async () => {
  const hash = await hashPassword('a quiet harbour');
  const timeOf = async (stored: string | null): Promise<number> => {
    const started = performance.now();
    expect(await isPasswordOf('not this one', stored)).toBe(false);
    return performance.now() - started;
  };
  const known: number[] = [];
  const unknown: number[] = [];
  for (let round = 0; round < 8; round += 1) {
    known.push(await timeOf(hash));
    unknown.push(await timeOf(round % 2 ? null : 'no hash'));
  }
  const ratio = Math.min(...unknown) / Math.min(...known);
  expect(ratio).toBeGreaterThan(0.5);
  expect(ratio).toBeLessThan(2);
});

test('leaves the event loop free while it works', async () => {
  let turns = 0;
  const timer = setInterval(() => (turns += 1), 1);
  await Promise.all([hashPassword('one'), hashPassword('two'), hashPassword('three'), hashPassword('four')]);
  clearInterval(timer);
  expect(turns).toBeGreaterThan(5);
});

test('a crowd is turned away instead of waiting without end', async () => {
  const crowd = await Promise.allSettled(Array.from({ length: 90 }, () => isPasswordOf('x', null)));
  const refused = crowd.filter((one) => one.status === 'rejected');
  expect(refused.length).toBeGreaterThan(0);
  expect(refused.every((one) => one.reason.code === 'BUSY')).toBe(true);
  expect(await isPasswordOf('x', null)).toBe(false);
}, 30_000);
