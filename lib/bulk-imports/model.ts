/** A batch is to hold the database about this long; other writers come in between. */
const batchMs = 16;

/** Few sizes, so that few statements are kept compiled. */
const sizes = [50, 100, 150, 200];

/** How many items make a batch, learnt from how long the last ones held the database. */
export interface Pace {
  readonly size: () => number;
  readonly took: (items: number, ms: number) => void;
}

export function createPace(): Pace {
  let perItemMs = batchMs / 100;
  return {
    size: () => sizes.findLast((size) => size * perItemMs <= batchMs) ?? 50,
    took(items, ms) {
      // One slow moment is no reason to crawl.
      if (items > 0) perItemMs = perItemMs * 0.8 + (ms / items) * 0.2;
    },
  };
}
