import { z } from 'zod';
import { isStorable, name } from '#lib/names.ts';
import { givenPassword, newPassword } from '#lib/passwords/schema.ts';

const emailCharactersMax = 254;
/** Nothing in it that is not seen: two addresses that look alike are one, or people invite the wrong person. */
const emailText = /^[^\s@\p{C}]+@[^\s@\p{C}]+$/u;

export const email = z
  .string()
  .transform((text) => text.trim().normalize('NFC'))
  .refine((text) => text.length <= emailCharactersMax && isStorable(text), 'That is too long for an e-mail address.')
  .refine((text) => emailText.test(text), 'An e-mail address looks like name@example.com.');

export const personalName = name;

const localPart = (address: string): string => address.split('@')[0] ?? '';

/** Told at the password field: the person's own name or address is the first thing anybody tries. */
export function isPasswordOwn(password: string, person: { name: string; email: string }): boolean {
  const plain = (text: string): string =>
    text
      .normalize('NFKC')
      .toLowerCase()
      .replaceAll(/[^\p{L}]/gu, '');
  const own = [person.name, person.email, localPart(person.email)].map(plain).filter((text) => text.length > 2);
  return own.some((text) => plain(password).replaceAll(text, '').length < 4);
}

export const ownPasswordMessage = 'Do not use your own name or e-mail address as the password.';

export const newUser = z
  .object({ name: personalName, email, password: newPassword })
  .refine((user) => !isPasswordOwn(user.password, user), { path: ['password'], message: ownPasswordMessage });
export type NewUser = z.output<typeof newUser>;

export const signInInput = z.object({
  email: z.string().min(1).max(1_000).refine(isStorable),
  password: givenPassword,
});

export const passwordChange = z.object({ current: givenPassword, next: newPassword });
