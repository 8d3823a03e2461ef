import { sql, type Column, type SQL } from 'drizzle-orm';

/** True where the folded column contains the folded text. Both sides come from `nameKey`, so case is settled. */
export function contains(column: Column, key: string): SQL {
  const escaped = key.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`);
  return sql`${column} like ${`%${escaped}%`} escape '\\'`;
}
