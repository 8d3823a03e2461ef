/** Of one file. */
export const linesMax = 100_000;
/** Of one line, without what ends it. */
export const lineBytesMax = 64 * 1_024;
/** As many as one transaction takes: some ten milliseconds of the embedded engine, so that other writers come in between. */
export const batchLines = 100;
