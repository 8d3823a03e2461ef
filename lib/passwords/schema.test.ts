import { expect, test } from 'vitest';
import { bestOfThreeMs } from '#lib/testing.ts';
import { isCommonPassword, newPassword, passwordCharactersMax } from './schema.ts';

const isTaken = (text: string): boolean => newPassword.safeParse(text).success;

test.each([
  'a quiet harbour at dusk',
  'seven otters borrowed a kite',
  'Ich gehe morgens gern zum Markt.',
  'я люблю тихие утренние улицы',
  '風の強い夜に港で猫を見たよ、三匹も',
  'kT9$wq!zL2#xPv',
  'x'.repeat(3) + 'Unlikely tale of 7 boats',
])('takes %s', (text) => {
  expect(isTaken(text)).toBe(true);
});

test.each([
  'short of it!!',
  'aaaaaaaaaaaaaaaa',
  'abababababababab',
  'passwordpassword',
  'Password12345678',
  'P@ssw0rd!P@ssw0rd!',
  'password-password',
  'correct horse battery staple',
  'qwertyuiopasdfgh',
  '1q2w3e4r1q2w3e4r',
  '12345678901234567890',
  'iloveyouiloveyou',
  'Admin123456789!',
  'administrator2026',
  'Letmein!!!!1234',
  'welcome welcome welcome',
  'dragonmonkey1234',
  'Summer2026Summer2026',
  '   password      ',
])('refuses %s', (text) => {
  expect(isTaken(text)).toBe(false);
});

test('refuses three thousand made of one or two common words', () => {
  const words = [
    'password',
    'dragon',
    'monkey',
    'football',
    'welcome',
    'sunshine',
    'princess',
    'qwerty',
    'admin',
    'master',
  ];
  const ends = ['123456789', '2026!', '!!!!!!', '1990', '12345678', '007', '#1', '0000000', '11111', '54321'];
  const tries = words.flatMap((one) =>
    words.flatMap((two) =>
      ends.flatMap((end) => [one + two + end, `${one}_${two}${end}`, one.toUpperCase() + two + end]),
    ),
  );
  const accepted = tries.filter((text) => [...text].length >= 14 && !isCommonPassword(text));
  expect(tries.length).toBeGreaterThanOrEqual(3_000);
  expect(accepted).toEqual([]);
});

test('nothing is cut off, and two spellings of one text are one password', () => {
  const long = 'Ein sehr langer Satz, '.repeat(20).slice(0, passwordCharactersMax);
  expect(newPassword.parse(long)).toBe(long);
  expect(isTaken(`${long}!`)).toBe(false);
  expect(newPassword.parse('cafe\u0301 on the corner')).toBe(newPassword.parse('caf\u00e9 on the corner'));
});

test('a long password is judged in a moment', async () => {
  const ms = await bestOfThreeMs(async () => isCommonPassword('password1'.repeat(28) + 'aab'));
  expect(ms).toBeLessThan(500);
});
