import { fileWords, summaryWords } from '#components/imports/words.ts';
import { fileSize } from '#components/ui/file-row.tsx';
import { exactWords } from '#components/ui/time-words.ts';
import { amount } from '#components/ui/words.ts';
import type { FileDto } from '#lib/files/schema.ts';
import type { OpenPlan, PlanDto, PlanFilter } from '#lib/import-plans/schema.ts';
import type { RunDto } from '#lib/import-runs/schema.ts';

const figure = (value: number): string => value.toLocaleString('en-GB');

/** `Reading 12,400 of 100,000`; before anybody is at work on it, that it waits. */
export function readingWords({ done, total, isWaiting, isStopping }: RunDto): string {
  if (isStopping) return 'Cancelling…';
  if (isWaiting && done === 0) return 'Waiting to be read';
  return `Reading ${figure(done)} of ${figure(total)}`;
}

export const fileSentence = (file: FileDto): string =>
  fileWords(file, fileSize(file.bytes), file.exportedAt === null ? null : exactWords(file.exportedAt, 'UTC'));

export const untilWords = ({ expiresAt }: Pick<PlanDto, 'expiresAt'>): string =>
  `This plan waits until ${exactWords(expiresAt, 'UTC')}.`;

/** `99,000 created, 900 overridden, 100 left out`, and what nobody has chosen for yet. */
export function doingWords({ open, ...counts }: PlanDto['doing']): string {
  const wait = open === 0 ? '' : `${amount(open, 'conflict')} ${open === 1 ? 'waits' : 'wait'} for a choice`;
  return [summaryWords(counts), wait].filter(Boolean).join(', ');
}

export const filterWords: Record<PlanFilter, string> = {
  all: 'All',
  new: 'New',
  conflict: 'Conflicts',
  refused: 'Cannot be imported',
};

export const noneWords: Record<PlanFilter, string> = {
  all: 'There is nothing in the file.',
  new: 'Everything in the file meets something here, or cannot be imported.',
  conflict: 'Nothing in the file meets a credential here.',
  refused: 'Everything in the file can be imported.',
};

/** What Create lacks while a choice is open. */
export const openWords = (open: number): string =>
  `Choose what happens to ${open === 1 ? 'the conflict' : `the ${figure(open)} conflicts`} first.`;

export const nothingWords = 'Choose at least one credential.';

/** How a plan in the list stands. */
export function standingWords({ run, expiresAt }: OpenPlan): string {
  if (run.state === 'failed') return 'It could not be read';
  if (run.state === 'ready') return `Waits for a decision until ${exactWords(expiresAt, 'UTC')}`;
  return readingWords(run);
}

/** Over the list of plans: how many want somebody; those that are being read want nobody yet. */
export function openPlansWords(plans: readonly OpenPlan[]): string {
  const waiting = plans.filter(({ run }) => run.state !== 'due').length;
  if (waiting === 0) return plans.length === 1 ? 'A file is being read' : `${plans.length} files are being read`;
  return waiting === 1 ? 'A plan waits for you' : `${waiting} plans wait for you`;
}
