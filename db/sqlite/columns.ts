import {
  blob,
  customType,
  foreignKey,
  index,
  integer,
  primaryKey,
  sqliteTable,
  text,
  unique,
  uniqueIndex,
} from 'drizzle-orm/sqlite-core';
import { canonicalJson, readJson } from '#lib/json.ts';

/** SQLite keeps whatever it is given; a number PostgreSQL would refuse is refused here as well. */
const whole = (max: number) =>
  customType<{ data: number; driverData: number }>({
    dataType: () => 'integer',
    toDriver: (value) => {
      if (Number.isInteger(value) && Math.abs(value) <= max) return value;
      throw new RangeError(`${value} is not a whole number of at most ${max}.`);
    },
  });
const int32 = whole(2 ** 31 - 1);
const int53 = whole(Number.MAX_SAFE_INTEGER);

const jsonText = customType<{ data: unknown; driverData: string }>({
  dataType: () => 'text',
  toDriver: canonicalJson,
  fromDriver: readJson,
});

export const table = sqliteTable;
export const str = <E extends string = string>(name: string) => text(name).$type<E>();
export const int = (name: string) => int32(name);
/** Epoch milliseconds. */
export const ms = (name: string) => int53(name);
export const flag = (name: string) => integer(name, { mode: 'boolean' });
export const bin = (name: string) => blob(name, { mode: 'buffer' });
export const json = <T>(name: string) => jsonText(name).$type<T>();
export { foreignKey, index, primaryKey, unique, uniqueIndex };
