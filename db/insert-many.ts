import { getTableColumns, getTableName, is, SQL, type Column, type Table } from 'drizzle-orm';

/** Rows of one table in one go. Drizzle builds its statement anew for every row it is given; this one is built once. */
export type InsertMany = <T extends Table>(table: T, rows: readonly T['$inferInsert'][]) => Promise<void>;

export interface Insertion {
  /** `insert into "t" ("a", "b")` */
  readonly into: string;
  readonly columns: number;
  /** The values of a row in the order of the columns, as the driver takes them. */
  readonly valuesOf: (row: Readonly<Record<string, unknown>>) => unknown[];
}

const known = new WeakMap<Table, Insertion>();

export function insertionOf(table: Table): Insertion {
  const kept = known.get(table);
  if (kept) return kept;
  const columns = Object.entries(getTableColumns(table));
  const names = columns.map(([, column]) => `"${column.name}"`).join(', ');
  const made: Insertion = {
    into: `insert into "${getTableName(table)}" (${names})`,
    columns: columns.length,
    valuesOf: (row) => columns.map(([key, column]) => encoded(column, row[key])),
  };
  known.set(table, made);
  return made;
}

function encoded(column: Column, given: unknown): unknown {
  const value = given === undefined ? defaultOf(column) : given;
  return value === null ? null : column.mapToDriverValue(value);
}

function defaultOf(column: Column): unknown {
  if (column.default === undefined) return null;
  if (is(column.default, SQL)) throw new Error(`The default of "${column.name}" is for the database to make.`);
  return column.default;
}
