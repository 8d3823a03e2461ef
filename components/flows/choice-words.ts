import { expiryWords } from '#components/credentials/words.ts';
import { stateWords } from '#components/ui/states.ts';
import { timeWords } from '#components/ui/time-words.ts';
import type { Choice } from '#lib/steps/schema.ts';

/** Under a credential's name: `production. Passed 4 min ago`, or why it cannot be chosen. */
export const choiceWords = (choice: Choice, now: number): string =>
  `${choice.environment}. ${choice.needsCheck ? 'Checked when you choose it' : standingWords(choice, now)}`;

type Standing = Pick<Choice, 'state' | 'message' | 'checkedAt' | 'expiresAt'>;

/** `Passed 4 min ago`, `Expires in 8 days`, or what the app said. */
export function standingWords({ state, message, checkedAt, expiresAt }: Standing, now: number): string {
  if (message !== null) return message;
  if (state === 'expiring' && expiresAt !== null) return expiryWords(expiresAt, now);
  if (state === 'passed' && checkedAt !== null) return `Passed ${timeWords(checkedAt, now, 'UTC')}`;
  return stateWords[state];
}
