import { sql, type Column, type SQL } from 'drizzle-orm';
import { env } from '#lib/env.ts';

/** True where these bytes are somewhere among those of the column. */
export const holdsBytes = (column: Column, bytes: Buffer): SQL =>
  env.databaseUrl ? sql`position(${bytes} in ${column}) > 0` : sql`instr(${column}, ${bytes}) > 0`;
