/**
 * A page of rows that were asked for one more than it holds: that one says that there is a next page, and is not on it.
 * `next` is the cursor of the last row shown, null on the last page.
 */
export function pageOf<R, C>(
  rows: readonly R[],
  limit: number,
  cursorOf: (last: R) => C,
): { rows: readonly R[]; next: C | null } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { rows: shown, next: rows.length > limit && last !== undefined ? cursorOf(last) : null };
}
