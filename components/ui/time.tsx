import { dateWords, exactWords, timeWords } from './time-words.ts';

interface TimeProps {
  /** Epoch milliseconds. */
  at: number;
  /** When the page was made, epoch milliseconds: given, so that server and browser write the same. */
  now: number;
  timeZone?: string;
  /** Only the date, without its hour: an expiry, a birthday of a version. */
  dateOnly?: boolean;
}

/** Relative under a day, exact in the title. */
export function Time({ at, now, timeZone = 'UTC', dateOnly }: TimeProps) {
  return (
    <time dateTime={new Date(at).toISOString()} title={`${exactWords(at, timeZone)} ${timeZone}`}>
      {dateOnly ? dateWords(at, timeZone) : timeWords(at, now, timeZone)}
    </time>
  );
}
