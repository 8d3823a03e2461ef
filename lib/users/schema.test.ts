import { expect, test } from 'vitest';
import { email } from './schema.ts';

test.each([
  'mara@example.com',
  ' mara+orders@example.com ',
  'mära@exämple.com',
  '太郎@例え.jp',
  "o'neil@mail.example.com",
])('%o is an e-mail address', (text) => expect(email.parse(text)).toBe(text.trim()));

test.each([
  ['a blank of no width', 'ma\u200bra@example.com'],
  ['a sign that turns the direction', 'mara@\u202eexample.com'],
  ['a control character', 'mara\u0007@example.com'],
  ['a line break', 'mara@example.com\nbcc:x@example.com'],
  ['two of @', 'mara@home@example.com'],
])('an address with %s is none', (_, text) => expect(email.safeParse(text).success).toBe(false));
