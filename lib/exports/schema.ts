import { z } from 'zod';
import { selectionMax } from '#lib/credentials/schema.ts';
import { rowId, storableText } from '#lib/names.ts';
import { receivingKeyInput } from '#lib/recipients/schema.ts';

export const passphraseCharactersMin = 12;

const passphrase = z
  .string()
  .max(1_000)
  .refine(
    (text) => [...text].length >= passphraseCharactersMin,
    `At least ${passphraseCharactersMin} characters. A sentence works well.`,
  );

/** Who can open the file: whoever has the passphrase, this installation alone, or the tenant with that receiving key. */
export const sealingInput = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('passphrase'), passphrase }),
  z.strictObject({ kind: z.literal('installation') }),
  z.strictObject({ kind: z.literal('recipient'), key: receivingKeyInput }),
]);
export type SealingInput = z.output<typeof sealingInput>;

export const exportInput = z.strictObject({
  ids: z.array(rowId).min(1).max(selectionMax),
  sealing: sealingInput,
  reason: storableText(500).refine((text) => text.trim().length > 0, 'Say why.'),
  /** The person's own, asked for again. */
  password: z.string().min(1).max(1_000),
});
export type ExportInput = z.output<typeof exportInput>;

export interface ExportedDto {
  readonly fileName: string;
  readonly count: number;
  readonly bytes: Uint8Array;
}
