import { AppError } from '#lib/errors.ts';
import type { ResourceType } from './container.ts';
import type { AuthType } from './item.ts';
import { printable } from './printable.ts';

/** How tools spell the ways to sign in, without case, blanks, dashes and underscores. */
const authTypeWords: ReadonlyMap<string, AuthType> = new Map([
  ['apikey', 'api_key'],
  ['basic', 'basic'],
  ['basicauth', 'basic'],
  ['bearer', 'bearer'],
  ['bearertoken', 'bearer'],
  ['token', 'bearer'],
  ['oauth', 'oauth2'],
  ['oauth2', 'oauth2'],
  ['oauthv2', 'oauth2'],
  ['oauth2password', 'oauth2'],
  ['oauth2clientcredentials', 'oauth2'],
  ['database', 'database'],
  ['custom', 'custom'],
]);

export const plainWord = (text: string): string => text.toLowerCase().replaceAll(/[\s_-]+/g, '');

export const authTypeOf = (text: string): AuthType | null => authTypeWords.get(plainWord(text)) ?? null;

const words: Record<ResourceType, RegExp> = { credential: /^credentials?$/i, flow: /^flows?$/i };

export const isCredentialWord = (text: string): boolean => words.credential.test(text);

/**
 * Refuses a document that says it is something else than what is imported. `resourceType` counts before `type`; a `type`
 * that is a way to sign in (`oauth2`) says nothing about the resource.
 * @param said its `resourceType`.
 * @throws AppError IMP-201, `detail.resourceType` is the file's own word.
 */
export function refuseOtherResource(expected: ResourceType, said: unknown, type: unknown): void {
  const word = said ?? (typeof type === 'string' && authTypeOf(type) === null ? type : null);
  if (typeof word !== 'string' || word === '' || words[expected].test(word)) return;
  throw otherResource(word);
}

export function otherResource(word: string): AppError {
  const resourceType = printable(word);
  return new AppError('IMP-201', `Importing resource type is ${resourceType}. Cannot import.`, { resourceType });
}
