import { expiryWords } from '#components/credentials/words.ts';
import { stateWords } from '#components/ui/states.ts';
import { timeWords } from '#components/ui/time-words.ts';
import type { Choice } from '#lib/steps/schema.ts';

/** Under a credential's name: `production. Passed 4 min ago`, or why it cannot be chosen. */
export function choiceWords(choice: Choice, now: number): string {
  return `${choice.environment}. ${standing(choice, now)}`;
}

function standing({ state, message, checkedAt, expiresAt, needsCheck }: Choice, now: number): string {
  if (message !== null) return message;
  if (needsCheck) return 'Checked when you choose it';
  if (state === 'expiring' && expiresAt !== null) return expiryWords(expiresAt, now);
  if (state === 'passed' && checkedAt !== null) return `Passed ${timeWords(checkedAt, now, 'UTC')}`;
  return stateWords[state];
}
