import { z } from 'zod';
import type { Selection } from '#lib/export-items/schema.ts';
import { exportReason, type ExportInput } from '#lib/exports/schema.ts';
import { checkSealing, emptySealing, sealingFieldOf, sealingFields, sealingOf } from './sealing-form.ts';

export const exportForm = sealingFields
  .extend({
    reason: exportReason,
    password: z.string().min(1, 'Type your password.').max(1_000),
  })
  .superRefine(checkSealing);
export type ExportForm = z.output<typeof exportForm>;

export const emptyForm: ExportForm = { ...emptySealing, reason: '', password: '' };

export const inputOf = (chosen: Selection, typed: ExportForm): ExportInput => ({
  ...chosen,
  sealing: sealingOf(typed),
  reason: typed.reason,
  password: typed.password,
});

/** Where a refusal of the server is shown: at a field, or below them all. */
export function fieldOf(code: string, field: unknown): 'password' | 'passphrase' | 'key' | 'reason' | 'root' {
  if (code === 'PASSWORD_WRONG' || code === 'TOO_MANY_ATTEMPTS') return 'password';
  if (code !== 'INPUT_INVALID') return 'root';
  return sealingFieldOf(field) ?? (field === 'reason' || field === 'password' ? field : 'root');
}
