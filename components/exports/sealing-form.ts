import { z } from 'zod';
import { passphraseCharactersMin, sealingInput, type SealingInput } from '#lib/exports/schema.ts';

export const sealings = ['passphrase', 'recipient', 'installation'] as const;

/** In place of a recipient that is kept: the key is typed. */
export const otherKey = 'other';

/** What is typed of how a file is sealed. The rules are the command's; only the second passphrase is the form's own. */
export const sealingFields = z.object({
  sealing: z.enum(sealings),
  passphrase: z.string(),
  again: z.string(),
  /** The key of a recipient that is kept, or `otherKey`. */
  recipient: z.string(),
  key: z.string(),
});
export type SealingForm = z.output<typeof sealingFields>;

export const emptySealing: SealingForm = {
  sealing: 'passphrase',
  passphrase: '',
  again: '',
  recipient: otherKey,
  key: '',
};

export const passphraseHint = `At least ${passphraseCharactersMin} characters. A sentence works well.`;

export function checkSealing(typed: SealingForm, context: z.RefinementCtx): void {
  const refuse = (path: keyof SealingForm, message = 'This cannot be used.') =>
    context.addIssue({ code: 'custom', path: [path], message });
  const sealing = sealingInput.safeParse(sealingOf(typed));
  if (!sealing.success) refuse(typed.sealing === 'recipient' ? 'key' : 'passphrase', sealing.error.issues[0]?.message);
  else if (typed.sealing === 'passphrase' && typed.passphrase !== typed.again)
    refuse('again', 'The two passphrases differ.');
}

export function sealingOf(typed: SealingForm): SealingInput {
  if (typed.sealing === 'installation') return { kind: 'installation' };
  if (typed.sealing === 'recipient')
    return { kind: 'recipient', key: typed.recipient === otherKey ? typed.key : typed.recipient };
  return { kind: 'passphrase', passphrase: typed.passphrase };
}

/** Where a refusal of the server belongs, if it is about the sealing. */
export function sealingFieldOf(field: unknown): 'passphrase' | 'key' | null {
  if (field === 'sealing.passphrase') return 'passphrase';
  return field === 'sealing.key' || field === 'key' ? 'key' : null;
}

/** Said once the file is there. */
export const afterwards: Record<SealingForm['sealing'], string> = {
  passphrase: 'The passphrase is not kept anywhere: without it nobody opens the file.',
  recipient: 'Only the tenant with that key opens it.',
  installation: 'It opens only here.',
};
