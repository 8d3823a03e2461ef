import { beforeAll, expect, test } from 'vitest';
import { transact } from '#db/client.ts';
import { signInAttempts } from '#db/schema/users.ts';
import { testDatabase } from '#db/testing.ts';
import { clearAttempts, countAttempt, purgeAttempts } from './commands.ts';
import { addressTriesMax, emailTriesMax, windowMs } from './model.ts';

beforeAll(testDatabase);

let people = 0;
const somebody = (): string => `person-${(people += 1)}@example.com`;
let places = 0;
const somewhere = (): string => `198.51.100.${(places += 1)}`;

const isCounted = async (email: string, address: string): Promise<boolean> => {
  try {
    await countAttempt(email, address);
    return true;
  } catch (error) {
    expect(error).toMatchObject({ code: 'TOO_MANY_ATTEMPTS' });
    return false;
  }
};

test('ten tries at one person from anywhere, in whatever spelling, then none', async () => {
  const email = somebody();
  const spellings = [email, email.toUpperCase(), ` ${email} `, email.replace('p', 'ｐ')];
  const results: boolean[] = [];
  for (let n = 0; n < emailTriesMax + 3; n += 1) {
    results.push(await isCounted(spellings[n % spellings.length] ?? email, somewhere()));
  }
  expect(results.filter(Boolean)).toHaveLength(emailTriesMax);
  expect(results.lastIndexOf(true)).toBe(emailTriesMax - 1);
});

test('fifty tries from one address at whomever, then none, and others go on', async () => {
  const address = somewhere();
  for (let n = 0; n < addressTriesMax; n += 1) expect(await isCounted(somebody(), address)).toBe(true);
  expect(await isCounted(somebody(), address)).toBe(false);
  expect(await isCounted(somebody(), somewhere())).toBe(true);
});

test('tries at the same moment are counted one by one', async () => {
  const email = somebody();
  const results = await Promise.all(Array.from({ length: 14 }, () => isCounted(email, somewhere()).catch(() => false)));
  expect(results.filter(Boolean).length).toBeLessThanOrEqual(emailTriesMax);
  expect(results.filter(Boolean).length).toBeGreaterThan(0);
});

test('a refused try leaves the end of the wait where it was', async () => {
  const [email, address] = [somebody(), somewhere()];
  for (let n = 0; n < emailTriesMax; n += 1) await countAttempt(email, address);
  const waits: number[] = [];
  for (let n = 0; n < 3; n += 1) {
    const error: unknown = await countAttempt(email, address).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'TOO_MANY_ATTEMPTS', detail: { retryAfterSeconds: expect.any(Number) } });
    waits.push(Reflect.get(Object(Reflect.get(Object(error), 'detail')), 'retryAfterSeconds'));
  }
  expect(Math.max(...waits)).toBeLessThanOrEqual(windowMs / 1000);
  expect(waits).toEqual([...waits].sort((a, b) => b - a));
});

test('a right password empties the counter of the person and not that of the place', async () => {
  const [email, address] = [somebody(), somewhere()];
  for (let n = 0; n < emailTriesMax; n += 1) await countAttempt(email, address);
  await clearAttempts(email, address);
  expect(await isCounted(email, address)).toBe(true);
  for (let n = 0; n < addressTriesMax - emailTriesMax; n += 1) expect(await isCounted(somebody(), address)).toBe(true);
  expect(await isCounted(somebody(), address)).toBe(false);
});

test('when its window has ended a counter begins again, and the clean-up removes it', async () => {
  const email = somebody();
  for (let n = 0; n < emailTriesMax; n += 1) await countAttempt(email, somewhere());
  expect(await isCounted(email, somewhere())).toBe(false);
  await transact(async (tx, now) => {
    await tx.update(signInAttempts).set({ windowEndsAt: now });
  });
  expect(await isCounted(email, somewhere())).toBe(true);
  expect(await purgeAttempts()).toBeGreaterThan(0);
  expect(await purgeAttempts()).toBe(0);
});
