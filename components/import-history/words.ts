import { dateWords } from '#components/ui/time-words.ts';
import { amount } from '#components/ui/words.ts';
import type { Blocker, ImportRow, Outcome, SignerStanding } from '#lib/import-history/schema.ts';
import type { Refusal } from '#lib/result.ts';

export const outcomeWords: Record<Outcome, string> = {
  created: 'Created',
  overridden: 'Overridden',
  skipped: 'Left out',
  refused: 'Could not be imported',
};

const countWords: Record<Outcome, string> = {
  created: 'created',
  overridden: 'overridden',
  skipped: 'left out',
  refused: 'refused',
};

/** `2 created, 1 overridden, 1 refused`; what is none is not said. */
export function countsWords(counts: ImportRow['counts']): string {
  const outcomes: readonly Outcome[] = ['created', 'overridden', 'skipped', 'refused'];
  return outcomes
    .filter((outcome) => counts[outcome] > 0)
    .map((outcome) => `${counts[outcome].toLocaleString('en-GB')} ${countWords[outcome]}`)
    .join(', ');
}

const signers: Record<NonNullable<SignerStanding>, string> = {
  own: 'This tenant',
  former: 'This tenant, by a former key',
  yours: 'Another tenant here',
  installation: 'This installation',
  known: 'Known signer',
  confirmed: 'Confirmed with this import',
};

export const signerWords = (standing: SignerStanding): string => (standing === null ? 'Not signed' : signers[standing]);

const sealings: Readonly<Record<string, string>> = {
  passphrase: 'A passphrase',
  installation: 'This installation',
  recipient: 'The key of this tenant',
  none: 'Nothing, it was plain BSON',
};

export const sealingWords = (sealing: string): string => sealings[sealing] ?? sealing;

type Stored = Pick<ImportRow['counts'], 'created' | 'overridden'>;

/** What an undo will do, before it does. */
export function undoWords({ created, overridden }: Stored): string {
  const parts = [
    created > 0 && `${amount(created, 'created credential')} ${created === 1 ? 'goes' : 'go'} to Trash for 30 days.`,
    overridden > 0 &&
      `${amount(overridden, 'overridden credential')} ${overridden === 1 ? 'has its' : 'have their'} former value again, as a new version; flows use it at once.`,
    'All of it is done together or not at all.',
  ];
  return parts.filter(Boolean).join(' ');
}

/** What it has done. */
export function undoneWords({ trashed, reverted }: { trashed: number; reverted: number }): string {
  const parts = [
    trashed > 0 && `${amount(trashed, 'credential')} ${trashed === 1 ? 'is' : 'are'} in Trash.`,
    reverted > 0 &&
      `${amount(reverted, 'credential')} ${reverted === 1 ? 'has its' : 'have their'} former value again and ${reverted === 1 ? 'is' : 'are'} unverified until checked.`,
  ];
  return parts.filter(Boolean).join(' ');
}

/** The credentials a refused undo names. */
export function blockersOf({ detail }: Refusal): Blocker[] {
  const { ids, components, names, reasons, here } = detail;
  if (![ids, components, names, reasons, here].every((one) => Array.isArray(one))) return [];
  const at = (list: unknown, index: number) => (Array.isArray(list) ? String(list[index] ?? '') : '');
  const isHere = new Set(Array.isArray(here) ? here : []);
  return (Array.isArray(ids) ? ids : []).map((credentialId, index) => ({
    credentialId,
    component: at(components, index),
    name: at(names, index),
    why: at(reasons, index),
    isHere: isHere.has(credentialId),
  }));
}

export type UndoStanding = 'undone' | 'late' | 'blocked' | 'possible';

export function undoStanding(
  row: Pick<ImportRow, 'undone'> & { readonly undoableUntil: number; readonly blockers: readonly Blocker[] },
  now: number,
): UndoStanding {
  if (row.undone !== null) return 'undone';
  if (now > row.undoableUntil) return 'late';
  return row.blockers.length > 0 ? 'blocked' : 'possible';
}

/** That the backup is automatic, where there is one. */
export function untilWords({ overridden }: Pick<Stored, 'overridden'>, at: number): string {
  const kept = overridden === 0 ? '' : 'The former values stay as versions. ';
  return `${kept}You can undo the whole import until ${dateWords(at, 'UTC')}.`;
}
