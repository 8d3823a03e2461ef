/** A batch is to hold the database about this long; other writers come in between. */
const batchMs = 12;
const sizeMin = 10;
const sizeMax = 200;

/** How many items make a batch, learnt from how long the last one held the database. */
export interface Pace {
  readonly size: () => number;
  readonly took: (items: number, ms: number) => void;
}

export function createPace(): Pace {
  let size = 50;
  return {
    size: () => size,
    took(items, ms) {
      const fitting = (items * batchMs) / Math.max(ms, 0.1);
      // Half the way: one slow moment is no reason to crawl.
      size = Math.round(Math.min(Math.max((size + fitting) / 2, sizeMin), sizeMax));
    },
  };
}
