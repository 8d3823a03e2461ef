import { z } from 'zod';
import type { ShownState } from '#lib/credentials/schema.ts';
import { seen, stepsMax } from '#lib/flows/schema.ts';
import { cursorText, name, rowId, storableText } from '#lib/names.ts';

export const choicePageSize = 30;

const seenStep = { ...seen, stepId: rowId } as const;

export const addStepInput = z.strictObject({ ...seen, component: rowId, name });
export const renameStepInput = z.strictObject({ ...seenStep, name });
/** `to` is the place it takes, from 1. */
export const moveStepInput = z.strictObject({ ...seenStep, to: z.int32().min(1).max(stepsMax) });
export const removeStepInput = z.strictObject(seenStep);
/** null leaves the step without one. */
export const chooseInput = z.strictObject({ ...seenStep, credentialId: rowId.nullable() });
export const replaceInput = z.strictObject({ from: rowId, to: rowId });

export const choicesInput = z.strictObject({
  component: rowId,
  q: storableText(200),
  after: cursorText.nullable(),
});
export type ChoicesInput = z.output<typeof choicesInput>;

/** A credential one may choose, or may see and not choose. */
export interface Choice {
  readonly id: string;
  readonly name: string;
  readonly environment: string;
  readonly state: ShownState;
  readonly checkedAt: number | null;
  readonly expiresAt: number | null;
  /** False for one that does not work; `message` says why. */
  readonly isUsable: boolean;
  /** Never checked, or not since an import: its dry run comes before it is chosen. */
  readonly needsCheck: boolean;
  readonly message: string | null;
}

export interface ChoicePage {
  readonly choices: readonly Choice[];
  readonly next: string | null;
  /** How many there are for the component in all, whatever is searched for. */
  readonly total: number;
}
