/** Rules of the checks plot: what the axis counts, and which failures get words. */

const rounds = [1, 2, 5] as const;

/** The step between two lines of the axis, in ms: 1, 2 or 5 times a power of ten, so that two or three lines fit. */
export function axisStepMs(highestMs: number): number {
  for (let power = 1; power < 1e9; power *= 10) {
    for (const round of rounds) if (round * power * 3 > highestMs) return round * power;
  }
  return 1e9;
}

/** The highest bar: of what passed. A failure that ran into its deadline would press every other bar flat. */
export const highestMs = (checks: readonly { outcome: string; durationMs: number }[]): number =>
  Math.max(...checks.map((check) => (check.outcome === 'passed' ? check.durationMs : 0)), 1);

export interface Labelled {
  at: number;
  words: string;
}

/** One label for a run of failures side by side, in its middle. */
export function failureLabels(checks: readonly { outcome: string; day: string; reason?: string }[]): Labelled[] {
  const labels: Labelled[] = [];
  let from: number | null = null;
  for (const [at, check] of [...checks, { outcome: 'passed', day: '' }].entries()) {
    const isBad = check.outcome === 'failed' || check.outcome === 'reconnect';
    if (isBad && from === null) from = at;
    if (isBad || from === null) continue;
    const first = checks[from];
    if (first)
      labels.push({ at: (from + at - 1) / 2, words: first.reason ? `${first.day}: ${first.reason}` : first.day });
    from = null;
  }
  return labels;
}
