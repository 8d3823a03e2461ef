import type { CredentialDetail, VerificationDto } from '#lib/credentials/schema.ts';
import type { Refusal } from '#lib/result.ts';

/** Where a form stands between the first key and the saved credential. */
export type Phase =
  | { readonly kind: 'typing' }
  | { readonly kind: 'verifying' }
  | { readonly kind: 'checked'; readonly verification: VerificationDto }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** Everything that is wrong is said at its field. */
  | { readonly kind: 'returned' }
  | { readonly kind: 'overtaken'; readonly newest: CredentialDetail };

export const typing: Phase = { kind: 'typing' };

/** At the start of the footer: what will follow, or what has. */
export function consequenceWords(phase: Phase, app: string, isEdit = false): string {
  if (phase.kind === 'typing')
    return isEdit
      ? `What signs in is checked with ${app} before it is stored.`
      : `Checked with ${app} before anything is stored.`;
  if (phase.kind === 'verifying') return 'Takes a second or two. What you typed stays here.';
  return 'Nothing was saved. What you typed is kept.';
}
