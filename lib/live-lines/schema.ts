/** Of one file. */
export const linesMax = 100_000;
/** Of one line, without what ends it. */
export const lineBytesMax = 64 * 1_024;
