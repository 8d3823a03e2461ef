import { NodePgDatabase } from 'drizzle-orm/node-postgres';
import { NodePgSession } from 'drizzle-orm/node-postgres/session';
import { PgDialect } from 'drizzle-orm/pg-core';
import pg from 'pg';
import type { Tx } from '../engine.ts';

/** What Drizzle uses of a connection. */
export interface QueryClient {
  query(query: pg.QueryConfig, values: unknown[]): Promise<pg.QueryResult>;
}

/** A database over one connection whose errors carry no values. */
export function quietDb(client: QueryClient): Tx {
  const quiet: QueryClient = { query: (query, values) => client.query(query, values).catch(rethrowWithoutValues) };
  const session = new QuietSession(quiet as pg.Client, new PgDialect(), undefined);
  return new NodePgDatabase(new PgDialect(), session, undefined);
}

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
