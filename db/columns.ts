import { env } from '#lib/env.ts';
import * as postgres from './postgres/columns.ts';
import * as sqlite from './sqlite/columns.ts';

/**
 * One definition of every table, two dialects. The process has one engine, chosen by DATABASE_URL when it starts. The
 * types are PostgreSQL's; `parity.ts` proves at compile time that each helper carries the same data type on both.
 */
const columns = env.databaseUrl ? postgres : (sqlite as unknown as typeof postgres);

export const { table, str, int, ms, flag, bin, json, index, unique, uniqueIndex, primaryKey, foreignKey } = columns;
