import {
  bigint,
  boolean,
  customType,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  unique,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import { canonicalJson, readJson } from '#lib/json.ts';

/** Text compares and sorts by bytes, as SQLite does, whatever the database's own collation is. */
const textByBytes = customType<{ data: string }>({ dataType: () => 'text collate "C"' });
const bytea = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => 'bytea' });

/** JSON is kept as the text we wrote: both engines return the same bytes. */
const jsonText = customType<{ data: unknown; driverData: string }>({
  dataType: () => 'text collate "C"',
  toDriver: canonicalJson,
  fromDriver: readJson,
});

export const table = pgTable;
export const str = <E extends string = string>(name: string) => textByBytes(name).$type<E>();
export const int = (name: string) => integer(name);
/** Epoch milliseconds. */
export const ms = (name: string) => bigint(name, { mode: 'number' });
export const flag = (name: string) => boolean(name);
export const bin = (name: string) => bytea(name);
export const json = <T>(name: string) => jsonText(name).$type<T>();
export { foreignKey, index, primaryKey, unique, uniqueIndex };
