import { amount } from '#components/ui/words.ts';
import { outcomes, type LiveImportDto, type Outcome, type OutcomeFilter } from '#lib/live-imports/schema.ts';

export const outcomeWords: Record<Outcome, string> = {
  created: 'Created',
  updated: 'Updated',
  unchanged: 'Unchanged',
  refused: 'Refused',
};

export const filterWords: Record<OutcomeFilter, string> = { all: 'All', ...outcomeWords };

const figure = (value: number): string => value.toLocaleString('en-GB');

/** `2 created, 1 unchanged`; what is none is not said. */
export const countsWords = ({ counts }: Pick<LiveImportDto, 'counts'>): string =>
  outcomes
    .filter((outcome) => counts[outcome] > 0)
    .map((outcome) => `${figure(counts[outcome])} ${outcomeWords[outcome].toLowerCase()}`)
    .join(', ');

/** `Line 12,400 of 100,000: 12,390 created, 10 refused` */
export function progressWords(seen: LiveImportDto): string {
  if (seen.done === 0) return seen.isWaiting ? 'Waiting to be imported' : `${amount(seen.total, 'line')} to import`;
  const came = countsWords(seen);
  const far = `Line ${figure(seen.done)} of ${figure(seen.total)}`;
  return came === '' ? far : `${far}: ${came}`;
}

/** Under the name of the file: when, by whom, and what came of it. */
export function importedWords(one: LiveImportDto, at: string): string {
  const came = countsWords(one);
  if (one.state === 'running') return `Begun ${at} by ${one.startedBy}.`;
  return came === '' ? `Imported ${at} by ${one.startedBy}.` : `Imported ${at} by ${one.startedBy}: ${came}.`;
}

/** `Stopped after line 12,400 of 100,000.` */
export const stoppedWords = ({ state, done, total }: Pick<LiveImportDto, 'state' | 'done' | 'total'>): string =>
  `${state === 'failed' ? 'Given up' : 'Stopped'} after line ${figure(done)} of ${figure(total)}.`;

/** What there is to know of lines that were taken. */
export const warnedWords = (warned: number): string =>
  `${amount(warned, 'line')} ${warned === 1 ? 'was' : 'were'} read otherwise than ${warned === 1 ? 'it was' : 'they were'} written. Each says how in the list.`;
