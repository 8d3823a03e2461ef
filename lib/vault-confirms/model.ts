import { AppError } from '#lib/errors.ts';
import { nameCharactersMax, numberedName } from '#lib/names.ts';
import { confirmMinutes } from '#lib/vault-sign-ins/schema.ts';

/** What a connection is called that nobody has given a name: its consumer, and the connection where that is taken. */
export function namesFor(externalId: string, connectionKey: string): string[] {
  const cut = (text: string): string => [...text].slice(0, nameCharactersMax).join('').trimEnd();
  const long = cut(`${cut(externalId)} ${connectionKey}`);
  return [cut(externalId), ...Array.from({ length: 20 }, (_, index) => numberedName(long, index + 1))];
}

export const confirmOver = () =>
  new AppError('OAU-202', `This confirm token is used, or older than ${confirmMinutes} minutes. Sign in again.`);

export const mismatch = () =>
  new AppError('KEY_REFUSED', 'This confirm token is of another consumer or another connection.');
