import type { PlottedCheck } from '#components/ui/checks-plot.tsx';
import { dayWords, exactWords } from '#components/ui/time-words.ts';
import type { VerificationRow } from '#lib/verifications/schema.ts';

/** Seconds too: two checks of one minute are two. */
const secondWords = (at: number): string =>
  `${exactWords(at, 'UTC')}:${String(new Date(at).getUTCSeconds()).padStart(2, '0')}`;

/** Newest first as they are listed, oldest first as they are drawn. */
export const plotted = (rows: readonly VerificationRow[]): PlottedCheck[] =>
  rows.toReversed().map((row) => ({
    day: dayWords(row.at, 'UTC'),
    time: secondWords(row.at),
    outcome: row.outcome,
    durationMs: row.durationMs,
    reason: row.outcome === 'failed' ? row.message.replace(/\.$/, '') : undefined,
  }));

/** The middle one, in ms; of two middles the quicker. */
export function medianMs(rows: readonly VerificationRow[]): number | null {
  const sorted = rows.map((row) => row.durationMs).sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? null;
}

/** `37 of 40 passed. Median 183 ms`. */
export function summaryWords(rows: readonly VerificationRow[]): string {
  const median = medianMs(rows);
  if (median === null) return 'Not checked yet';
  const passed = rows.filter((row) => row.outcome === 'passed').length;
  return `${passed} of ${rows.length} passed. Median ${median.toLocaleString('en-GB')} ms`;
}
