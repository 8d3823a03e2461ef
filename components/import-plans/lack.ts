import { lacksSigner } from '#components/imports/stage.ts';
import type { PlanDto } from '#lib/import-plans/schema.ts';
import { nothingWords, openWords } from './words.ts';

/** Why Create did nothing, and where it is said. */
export interface Lack {
  readonly about: 'signer' | 'conflicts' | 'plan';
  readonly text: string;
}

/** What is missing before a plan can be stored; null when nothing is. */
export function lackOf({ file, doing }: Pick<PlanDto, 'file' | 'doing'>, isSignerAccepted: boolean): Lack | null {
  const signer = lacksSigner({ file, isSignerAccepted });
  if (signer) return { about: 'signer', text: signer.text };
  if (doing.open > 0) return { about: 'conflicts', text: openWords(doing.open) };
  return doing.create + doing.override === 0 ? { about: 'plan', text: nothingWords } : null;
}
