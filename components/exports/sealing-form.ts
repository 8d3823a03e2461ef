import { z } from 'zod';
import { passphraseCharactersMin, sealingInput, type SealingInput } from '#lib/exports/schema.ts';

export const sealings = ['passphrase', 'installation'] as const;

/** What is typed of how a file is sealed. The rules are the command's; only the second passphrase is the form's own. */
export const sealingFields = z.object({ sealing: z.enum(sealings), passphrase: z.string(), again: z.string() });
export type SealingForm = z.output<typeof sealingFields>;

export const emptySealing: SealingForm = { sealing: 'passphrase', passphrase: '', again: '' };

export const passphraseHint = `At least ${passphraseCharactersMin} characters. A sentence works well.`;

export function checkSealing(typed: SealingForm, context: z.RefinementCtx): void {
  if (typed.sealing !== 'passphrase') return;
  const sealing = sealingInput.safeParse(sealingOf(typed));
  if (!sealing.success)
    context.addIssue({
      code: 'custom',
      path: ['passphrase'],
      message: sealing.error.issues[0]?.message ?? 'Too short.',
    });
  else if (typed.passphrase !== typed.again)
    context.addIssue({ code: 'custom', path: ['again'], message: 'The two passphrases differ.' });
}

export const sealingOf = (typed: SealingForm): SealingInput =>
  typed.sealing === 'passphrase' ? { kind: 'passphrase', passphrase: typed.passphrase } : { kind: 'installation' };

/** Said once the file is there. */
export const afterwards: Record<SealingForm['sealing'], string> = {
  passphrase: 'The passphrase is not kept anywhere: without it nobody opens the file.',
  installation: 'It opens only here.',
};
