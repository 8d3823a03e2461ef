/** An import can be undone for so long, and what it overrode is kept at least as long. */
export const undoDays = 30;
