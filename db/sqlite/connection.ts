import Database from 'better-sqlite3';
import { causes } from '../engine.ts';

export type Connection = Database.Database;

/** 0: the committer waits for a busy database itself, because SQLite's own waiting blocks the event loop. */
const writerBusyMs = 0;
const readerBusyMs = 5_000;
const walBytesKept = 64 * 1024 * 1024;

const settings = {
  journal_mode: 'wal',
  // FULL. The library is built with 1 (NORMAL) for a WAL database, which may lose commits at a power cut.
  synchronous: 2,
  foreign_keys: 1,
  secure_delete: 1,
  trusted_schema: 0,
  mmap_size: 0,
  journal_size_limit: walBytesKept,
} as const;

export function openWriter(path: string): Connection {
  const connection = new Database(path);
  set(connection, { ...settings, busy_timeout: writerBusyMs });
  return connection;
}

export function openReader(path: string): Connection {
  const connection = new Database(path, { readonly: true, fileMustExist: true });
  const { journal_mode: _, ...ofReader } = settings;
  set(connection, { ...ofReader, busy_timeout: readerBusyMs, query_only: 1 });
  return connection;
}

function set(connection: Connection, wanted: Readonly<Record<string, string | number>>): void {
  try {
    for (const [pragma, value] of Object.entries(wanted)) connection.pragma(`${pragma} = ${value}`);
    assertSettings(connection);
    for (const [pragma, value] of Object.entries(wanted)) assertPragma(connection, pragma, value);
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** Reads back what durability and safety rest on: a setting that did not take is a refusal to run, not a slow surprise. */
export function assertSettings(connection: Connection): void {
  for (const [pragma, value] of Object.entries(settings)) assertPragma(connection, pragma, value);
}

function assertPragma(connection: Connection, pragma: string, wanted: string | number): void {
  const found: unknown = connection.pragma(pragma, { simple: true });
  // No memory map reads as 0 or, where the library was built without them, as nothing.
  if (found === wanted || (pragma === 'mmap_size' && found === undefined)) return;
  throw new Error(
    `SQLite runs with ${pragma} = ${String(found)}, and ${String(wanted)} is needed (${connection.name}).`,
  );
}

/** Another program has the database, for now. */
export const isBusy = (error: unknown): boolean => {
  for (const { code } of causes(error)) if (typeof code === 'string' && code.startsWith('SQLITE_BUSY')) return true;
  return false;
};
