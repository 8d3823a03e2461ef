import { z } from 'zod';
import { fingerprintText, name } from '#lib/names.ts';

/** Of one tenant: all of them are offered at an export. */
export const recipientsMax = 100;

/** As it is handed on. Whether it was changed on its way shows when it is read. */
export const receivingKeyInput = z
  .string()
  .max(1_000)
  .transform((text) => text.trim())
  .pipe(
    z.string().regex(/^khr1_[\w-]{48}$/, 'A receiving key begins with khr1_ and has 53 characters. Copy all of it.'),
  );

export const nothing = z.strictObject({});
export const keyInput = z.strictObject({ key: receivingKeyInput });
export const newRecipient = z.strictObject({ name, key: receivingKeyInput });
export type NewRecipient = z.output<typeof newRecipient>;

export const recipientInput = z.strictObject({ fingerprint: fingerprintText });
export const recipientNameInput = recipientInput.extend({ name });

export interface RecipientDto {
  readonly fingerprint: string;
  readonly name: string;
  /** What is sealed to. */
  readonly key: string;
  readonly addedAt: number;
  readonly addedBy: string;
}

/** A key somebody was given, as far as this tenant knows it. */
export interface KeyView {
  readonly fingerprint: string;
  /** `own`: of this tenant itself, now or before. */
  readonly of: 'own' | 'recipient' | 'unknown';
  /** What it is called here. */
  readonly name: string | null;
}
