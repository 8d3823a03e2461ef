/** Where signs and words of the expiry axis go. */
export interface Expiry {
  name: string;
  /** Days from today. */
  inDays: number;
}

export interface ExpiryPlace extends Expiry {
  x: number;
  /** Row of its words, 0 above 1; null: no room, the sign stands alone. */
  row: 0 | 1 | null;
  anchor: 'start' | 'end';
}

const letter = 5.8;
const gap = 8;

/** Nearest first: each gets words in the first row where they touch no others and do not leave the axis. */
export function placeExpiries(expiries: readonly Expiry[], days: number, width: number): ExpiryPlace[] {
  const taken: [number, number][][] = [[], []];
  return [...expiries]
    .filter((one) => one.inDays >= 0 && one.inDays <= days)
    .sort((a, b) => a.inDays - b.inDays)
    .map((one) => {
      const x = Math.min(Math.max((one.inDays / days) * width, 5), width - 5);
      const length = [...one.name].length * letter;
      const anchor = x - 4 + length > width ? 'end' : 'start';
      const from = anchor === 'start' ? x - 4 : x + 4 - length;
      const span: [number, number] = [from, from + length];
      const isFree = (row: [number, number][]) => row.every(([a, b]) => span[0] > b || span[1] < a);
      const row = span[0] < 0 ? -1 : taken.findIndex(isFree);
      taken[row]?.push([from - gap, from + length + gap]);
      // A stem crosses the row below its words: nothing may stand there.
      if (row === 0) taken[1]?.push([x - 3, x + 3]);
      return { ...one, x, anchor, row: row === 0 || row === 1 ? row : null };
    });
}
