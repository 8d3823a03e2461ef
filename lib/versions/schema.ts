/** A credential keeps so many versions; the oldest go when another is saved. */
export const versionsMax = 20;
/** An import can be undone for so long, and what it overrode is kept at least as long. */
export const undoDays = 30;
