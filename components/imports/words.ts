import { states, stateWords } from '#components/ui/states.ts';
import { dateWords, dayWords, exactWords } from '#components/ui/time-words.ts';
import { amount } from '#components/ui/words.ts';
import type { Standing } from '#lib/checks/schema.ts';
import type { FileDto } from '#lib/files/schema.ts';
import type { ConflictDto } from '#lib/conflicts/schema.ts';
import type { PlanItem } from '#lib/imports/schema.ts';
import { choiceOf, conflictsIn, countsOf, type Picks } from './picks.ts';

export const overrideWords = 'Override existing App Credentials';
export const createWords = 'Create';
export const leaveOutWords = 'Leave out';

const conflictWords: Record<ConflictDto['by'], string> = {
  name: 'Same name',
  identifier: 'Same identifier',
  both: 'Same name and identifier',
};

export function comparedWords(item: PlanItem): string {
  if (item.outcome === 'refused') return 'Cannot be imported';
  if (item.conflict === null) return item.outcome === 'new' ? 'New' : 'Gone meanwhile';
  return item.conflict.overrideRefused === null ? conflictWords[item.conflict.by] : 'Cannot override';
}

export const conflictBy = (conflict: ConflictDto): string => conflictWords[conflict.by];

export function touchesWords(item: PlanItem): string {
  if (item.outcome === 'refused') return item.reason ?? 'It cannot be read.';
  if (item.conflict?.overrideRefused) return item.conflict.overrideRefused;
  if (item.outcome === 'conflict' && item.conflict === null) return 'What it met here was deleted since.';
  const flows = item.conflict?.activeFlows.length ?? 0;
  if (flows === 0) return 'Nothing';
  return `${amount(flows, 'active flow')} ${flows === 1 ? 'uses' : 'use'} it`;
}

/** `5 created, 1 overridden, 2 left out`; a part that is none is not said. */
export function summaryWords(counts: { create: number; override: number; skip: number }): string {
  const parts = [
    counts.create > 0 && `${figure(counts.create)} created`,
    counts.override > 0 && `${figure(counts.override)} overridden`,
    counts.skip > 0 && `${figure(counts.skip)} left out`,
  ];
  return parts.filter(Boolean).join(', ');
}

const figure = (value: number): string => value.toLocaleString('en-GB');

export function conflictsWords(conflicts: number): string | null {
  if (conflicts === 0) return null;
  if (conflicts === 1) return '1 conflict needs a choice; it has one.';
  return `${figure(conflicts)} conflicts need a choice; ${conflicts === 2 ? 'both' : 'all'} have one.`;
}

/** What happens to running flows at the moment of the import. Null: nothing. */
export function switchWords(items: readonly PlanItem[], picks: Picks): string | null {
  const overridden = items.filter((item) => choiceOf(item, picks) === 'override');
  const touched = overridden.filter((item) => (item.conflict?.activeFlows.length ?? 0) > 0);
  const flows = [...new Set(touched.flatMap((item) => item.conflict?.activeFlows ?? []))];
  const [first] = flows;
  if (first === undefined) return null;
  const who = flows.length === 1 ? first : `${first} and ${flows.length - 1} more ${plural(flows.length - 1, 'flow')}`;
  const verb = flows.length === 1 ? 'switches' : 'switch';
  const what = touched.length === 1 ? `imported ${touched[0]?.conflict?.name ?? ''}` : 'imported credentials';
  return `${who} ${verb} to the ${what} at once.`;
}

const plural = (value: number, noun: string): string => (value === 1 ? noun : `${noun}s`);

export function overrideConsequence(conflict: ConflictDto): string {
  const flows = conflict.activeFlows.length;
  const who =
    flows === 0
      ? 'No active flow uses it.'
      : `${amount(flows, 'active flow')} ${flows === 1 ? 'uses' : 'use'} the imported secret at once.`;
  const older = conflict.older === null ? '' : `${olderWords(conflict.older)} `;
  return `${older}${who} The value here stays as a version.`;
}

/** `Older than what is here: saved 2 Sep, here 20 Nov.`; as exact as it takes to tell them apart. */
export function olderWords({ file, here }: NonNullable<ConflictDto['older']>): string {
  const [fileDay, hereDay] = [dateWords(file, 'UTC'), dateWords(here, 'UTC')];
  const isOneYear = fileDay.slice(-4) === hereDay.slice(-4);
  const words = fileDay === hereDay ? exactWords : isOneYear ? dayWords : dateWords;
  return `Older than what is here: saved ${words(file, 'UTC')}, here ${words(here, 'UTC')}.`;
}

export function createConsequence(item: PlanItem, conflict: ConflictDto): string {
  const identifier = conflict.by === 'name' ? '' : ' with a new identifier';
  return `Adds “${item.createName}”${identifier}. Nothing that runs today changes.`;
}

export function conflictSentence(conflict: ConflictDto): string {
  const met = { name: 'Same app, same name.', identifier: 'Same identifier.', both: 'Same name, same identifier.' };
  return `${met[conflict.by]} Replace it, or keep both?`;
}

export function usedByWords(conflict: ConflictDto): string {
  const [first, ...more] = conflict.activeFlows;
  if (first === undefined) return 'No active flow';
  if (more.length === 0) return first;
  return `${first} and ${amount(more.length, 'more active flow')}`;
}

/** `1 override reaches 4 active flows. 2 are created.` */
export function manyConsequence(items: readonly PlanItem[], picks: Picks): string {
  const conflicts = conflictsIn(items);
  const { override, create } = countsOf(conflicts, picks);
  const touched = conflicts.filter((item) => choiceOf(item, picks) === 'override');
  const flows = new Set(touched.flatMap((item) => item.conflict?.activeFlows ?? [])).size;
  const reach = `${override === 1 ? 'reaches' : 'reach'} ${flows === 0 ? 'no active flow' : amount(flows, 'active flow')}`;
  const parts = [
    override > 0 && `${amount(override, 'override')} ${reach}.`,
    create > 0 && `${figure(create)} ${create === 1 ? 'is' : 'are'} created.`,
  ];
  return parts.filter(Boolean).join(' ');
}

/** `6 credentials, exported 20 Nov 2026, 16:02 from Northwind, Staging`. */
export function fileWords(file: FileDto, size: string, exportedAt: string | null): string {
  const exported = exportedAt === null ? '' : `, exported ${exportedAt}`;
  const origin = file.origin ? ` from ${file.origin.tenantName}, ${file.origin.workspaceName}` : '';
  return `${size}. ${amount(file.count, file.resourceType)}${exported}${origin}`;
}

/** `4 of 6 checked. 3 passed, 1 failed.`: how far the checks are, and what came of them. */
export function checksWords(standings: readonly Standing[], all: number): string {
  const back = standings.filter((one) => !one.isWaiting);
  if (back.length === 0) return 'Each is being checked with its app.';
  const parts = states
    .map((state) => ({ state, count: back.filter((one) => one.state === state).length }))
    .filter(({ count }) => count > 0)
    .map(({ state, count }) => `${figure(count)} ${stateWords[state].toLowerCase()}`);
  const begin = back.length < all ? `${figure(back.length)} of ${figure(all)} checked. ` : 'Checked: ';
  return `${begin}${parts.join(', ')}.`;
}
