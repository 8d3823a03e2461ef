import { sql, type SQL } from 'drizzle-orm';
import { env } from '#lib/env.ts';

/**
 * The database's clock in epoch milliseconds, for a question outside of a transaction. Of one statement it is one moment,
 * so that an index can be searched by it.
 */
export const databaseNow: SQL<number> = (
  env.databaseUrl
    ? sql<number>`(extract(epoch from statement_timestamp()) * 1000)::bigint`
    : sql<number>`cast(round(unixepoch('subsec') * 1000) as integer)`
).mapWith(Number);
