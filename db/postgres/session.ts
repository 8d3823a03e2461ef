import { NodePgDatabase } from 'drizzle-orm/node-postgres';
import { NodePgSession } from 'drizzle-orm/node-postgres/session';
import { PgDialect } from 'drizzle-orm/pg-core';
import pg from 'pg';
import type { Tx } from '../engine.ts';
import { insertionOf, type InsertMany } from '../insert-many.ts';

/** What Drizzle uses of a connection. */
export interface QueryClient {
  query(query: pg.QueryConfig, values: unknown[]): Promise<pg.QueryResult>;
}

/** A database over one connection whose errors carry no values. */
export function quietDb(client: QueryClient): Tx {
  const quiet: QueryClient = { query: (query, values) => client.query(query, values).catch(rethrowWithoutValues) };
  const session = new QuietSession(quiet as pg.Client, new PgDialect(), undefined);
  return Object.assign(new NodePgDatabase(new PgDialect(), session, undefined), { insertMany: inPortions(quiet) });
}

/** A statement has at most 65,535 parameters. */
const parametersMax = 60_000;

const inPortions =
  (client: QueryClient): InsertMany =>
  async (table, rows) => {
    const { into, columns, valuesOf } = insertionOf(table);
    const rowsMax = Math.floor(parametersMax / columns);
    for (let at = 0; at < rows.length; at += rowsMax) {
      const values = rows.slice(at, at + rowsMax).flatMap(valuesOf);
      const places = values.map(
        (_, n) => `${n % columns === 0 ? '(' : ''}$${n + 1}${(n + 1) % columns === 0 ? ')' : ''}`,
      );
      await client.query({ text: `${into} values ${places.join(', ')}` }, values);
    }
  };

/**
 * Drizzle puts every parameter of a failed query into the error's message. They are sealed secrets, hashes and
 * people's addresses, and messages are logged.
 */
class QuietSession extends NodePgSession<Record<string, never>, Record<string, never>> {
  override prepareQuery: NodePgSession<Record<string, never>, Record<string, never>>['prepareQuery'] = (...args) => {
    const prepared = super.prepareQuery(...args);
    Object.assign(prepared, {
      queryWithCache: (_text: string, _values: unknown[], run: () => Promise<unknown>) => run(),
    });
    return prepared;
  };
}

/** PostgreSQL's own details quote the row: `Key (email_key)=(ann@example.com) already exists.` */
function rethrowWithoutValues(error: unknown): never {
  if (error instanceof pg.DatabaseError) {
    error.detail = undefined;
    error.where = undefined;
  }
  throw error;
}
