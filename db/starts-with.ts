import { and, gte, lt, type Column, type SQL } from 'drizzle-orm';

/** True where the column begins with exactly this text. A range, so an index serves it, and case counts on both engines. */
export function startsWith(column: Column, prefix: string): SQL | undefined {
  return and(gte(column, prefix), lt(column, `${prefix}\u{10FFFF}`));
}
