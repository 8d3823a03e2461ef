import type { Elsewhere } from '#components/connects/use-connect.ts';
import type { CredentialDetail, VerificationDto } from '#lib/credentials/schema.ts';
import type { Refusal } from '#lib/result.ts';
import type { Way } from './form-model.ts';

/** Where a form stands between the first key and the saved credential. */
export type Phase =
  | { readonly kind: 'typing' }
  | { readonly kind: 'verifying' }
  /** A person signs in at the provider, in another window. */
  | { readonly kind: 'connecting'; readonly elsewhere: Elsewhere }
  | { readonly kind: 'checked'; readonly verification: VerificationDto }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** Everything that is wrong is said at its field. */
  | { readonly kind: 'returned' }
  | { readonly kind: 'overtaken'; readonly newest: CredentialDetail };

export const typing: Phase = { kind: 'typing' };

/** What runs now has to end, or be cancelled, before anything else. */
export const isBusy = ({ kind }: Phase): boolean => kind === 'verifying' || kind === 'connecting';

/** On the one primary button. `way` is null where nothing is asked of a provider. */
export function submitWords(phase: Phase, way: Way | null, app: string): string {
  if (phase.kind === 'connecting') return 'Waiting…';
  const isConnect = way === 'authorization_code';
  if (phase.kind === 'verifying') return isConnect ? 'One moment…' : 'Verifying…';
  return isConnect ? `Connect with ${app}` : 'Verify and save';
}

/** At the start of the footer: what will follow, or what has. */
export function consequenceWords(phase: Phase, app: string, isEdit = false): string {
  if (phase.kind === 'typing')
    return isEdit
      ? `What signs in is checked with ${app} before it is stored.`
      : `Checked with ${app} before anything is stored.`;
  if (phase.kind === 'verifying') return 'Takes a second or two. What you typed stays here.';
  if (phase.kind === 'connecting') return 'Nothing is stored before you have confirmed the account.';
  return 'Nothing was saved. What you typed is kept.';
}
