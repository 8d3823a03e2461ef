import { sql, type Column, type SQL } from 'drizzle-orm';
import { env } from '#lib/env.ts';

/**
 * True where a text column is one of these: a single parameter whatever their number. `inArray` builds a parameter each,
 * which takes longer than the question, and makes a statement of its own of every number.
 */
export const inList = (column: Column, texts: readonly string[]): SQL =>
  env.databaseUrl
    ? sql`${column} = any(array(select jsonb_array_elements_text(${JSON.stringify(texts)}::jsonb)))`
    : sql`${column} in (select value from json_each(${JSON.stringify(texts)}))`;
