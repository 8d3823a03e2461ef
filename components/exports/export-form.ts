import { z } from 'zod';
import { exportInput, passphraseCharactersMin, type ExportInput } from '#lib/exports/schema.ts';

export const sealings = ['passphrase', 'installation'] as const;

/** What is typed. The rules are the command's; only the second passphrase is the form's own. */
export const exportForm = z
  .object({
    sealing: z.enum(sealings),
    passphrase: z.string(),
    again: z.string(),
    reason: exportInput.shape.reason,
    password: z.string().min(1, 'Type your password.').max(1_000),
  })
  .superRefine((typed, context) => {
    if (typed.sealing !== 'passphrase') return;
    const sealing = exportInput.shape.sealing.safeParse({ kind: 'passphrase', passphrase: typed.passphrase });
    if (!sealing.success)
      context.addIssue({
        code: 'custom',
        path: ['passphrase'],
        message: sealing.error.issues[0]?.message ?? 'Too short.',
      });
    else if (typed.passphrase !== typed.again)
      context.addIssue({ code: 'custom', path: ['again'], message: 'The two passphrases differ.' });
  });
export type ExportForm = z.output<typeof exportForm>;

export const emptyForm: ExportForm = { sealing: 'passphrase', passphrase: '', again: '', reason: '', password: '' };

export const passphraseHint = `At least ${passphraseCharactersMin} characters. A sentence works well.`;

export const inputOf = (ids: readonly string[], typed: ExportForm): ExportInput => ({
  ids: [...ids],
  sealing:
    typed.sealing === 'passphrase' ? { kind: 'passphrase', passphrase: typed.passphrase } : { kind: 'installation' },
  reason: typed.reason,
  password: typed.password,
});

/** Where a refusal of the server is shown: at a field, or below them all. */
export function fieldOf(code: string, field: unknown): 'password' | 'passphrase' | 'reason' | 'root' {
  if (code === 'PASSWORD_WRONG' || code === 'TOO_MANY_ATTEMPTS') return 'password';
  if (code !== 'INPUT_INVALID') return 'root';
  if (field === 'sealing.passphrase') return 'passphrase';
  return field === 'reason' || field === 'password' ? field : 'root';
}
