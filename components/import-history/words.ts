import { stateWords } from '#components/ui/states.ts';
import { dateWords } from '#components/ui/time-words.ts';
import { amount } from '#components/ui/words.ts';
import { storedIn } from '#lib/import-checks/cache.ts';
import type { ImportStandings } from '#lib/import-checks/schema.ts';
import type {
  Blocker,
  ImportProgress,
  ImportRow,
  ItemFilter,
  Outcome,
  SignerStanding,
} from '#lib/import-history/schema.ts';
import { undoneAtOnceMax } from '#lib/undos/schema.ts';
import type { Refusal } from '#lib/result.ts';

export const outcomeWords: Record<Outcome, string> = {
  created: 'Created',
  overridden: 'Overridden',
  skipped: 'Left out',
  refused: 'Could not be imported',
};

export const filterWords: Record<ItemFilter, string> = { all: 'All', ...outcomeWords, stayed: 'Stayed' };

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
    created + overridden > undoneAtOnceMax
      ? 'It is done in batches; what somebody changes meanwhile stays.'
      : 'All of it is done together or not at all.',
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

/** `12 stayed, because they were changed meanwhile.` */
export const leftWords = (left: number): string =>
  `${left.toLocaleString('en-GB')} stayed, because ${left === 1 ? 'it was' : 'they were'} changed meanwhile.`;

/** Items of the file that are done with, whatever became of them. */
const itemsOf = ({ created, overridden, skipped, refused }: ImportRow['counts']): number =>
  created + overridden + skipped + refused;

export const doneSoFar = ({ state, counts, run }: ImportProgress): number =>
  state === 'undoing' ? (run?.done ?? 0) : itemsOf(counts);

/** `Storing 12,400 of 100,000: 12,390 created, 10 left out`, or how far the undo is. */
export function progressWords(progress: ImportProgress): string {
  const { state, counts, total, run } = progress;
  const done = doneSoFar(progress);
  if (run?.isWaiting && done === 0) return state === 'undoing' ? 'Waiting to be taken back' : 'Waiting to be stored';
  const far = `${done.toLocaleString('en-GB')} of ${total.toLocaleString('en-GB')}`;
  if (state === 'undoing') return `Taking back ${far}`;
  const came = countsWords(counts);
  return came === '' ? `Storing ${far}` : `Storing ${far}: ${came}`;
}

const standingStates = [
  ['unreadable', 'unreadable'],
  ['failed', 'failed'],
  ['reconnect', 'reconnect'],
  ['unverified', 'unverified'],
  ['notTestable', 'not_testable'],
  ['passed', 'passed'],
] as const;

/** `Checked 3,200 of 99,000: 100 failed, 3,100 passed.`; when no check is owed, how all of them stand. */
export function checkedWords(standings: ImportStandings): string {
  const all = storedIn(standings);
  if (all === 0) return 'Nothing of it is here any more.';
  const parts = standingStates
    .filter(([key]) => standings[key] > 0)
    .map(([key, state]) => `${standings[key].toLocaleString('en-GB')} ${stateWords[state].toLowerCase()}`)
    .join(', ');
  if (standings.waiting === 0) return `${parts}.`;
  const far = `Checked ${(all - standings.waiting).toLocaleString('en-GB')} of ${all.toLocaleString('en-GB')}`;
  return parts === '' ? `${far}.` : `${far}: ${parts}.`;
}

/** Under the name of the file: when, by whom, and what came of it. */
export function importedWords({ state, appliedBy, counts }: ImportRow, at: string): string {
  if (state === 'applying') return `Begun ${at} by ${appliedBy}.`;
  const came = countsWords(counts);
  return came === '' ? `Imported ${at} by ${appliedBy}.` : `Imported ${at} by ${appliedBy}: ${came}.`;
}

/** `Stopped after 12,400 of 100,000 items` */
export const stoppedWords = ({ counts, total }: Pick<ImportRow, 'counts' | 'total'>): string =>
  `Stopped after ${itemsOf(counts).toLocaleString('en-GB')} of ${amount(total, 'item')}.`;

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
