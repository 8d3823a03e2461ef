/** Proof at compile time that each pair of column helpers carries the same data: drift is a type error at its name. */
import type * as postgres from './postgres/columns.ts';
import type * as sqlite from './sqlite/columns.ts';

type Postgres = typeof postgres;
type Sqlite = typeof sqlite;
type Same<A, B> = [A, B] extends [B, A] ? true : false;
type Data<Helper, None> = Helper extends (...args: never[]) => { _: { data: infer D } } ? D : None;

export const offersTheSameHelpers: Same<keyof Postgres, keyof Sqlite> = true;

type Helper = 'str' | 'int' | 'ms' | 'flag' | 'bin' | 'json';

export const carriesTheSameData: {
  readonly [H in Helper]: Same<Data<Postgres[H], 'nothing'>, Data<Sqlite[H], 'nothing at all'>>;
} = { str: true, int: true, ms: true, flag: true, bin: true, json: true };
