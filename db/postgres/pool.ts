import pg from 'pg';
import { log } from '#lib/log.ts';

const connectionsMax = 10;
const connectMsMax = 10_000;
/** Of a commit too. */
export const statementMsMax = 15_000;
/** A closure that waits for something outside holds its rows: PostgreSQL ends it. */
export const idleInTransactionMsMax = 5_000;

/** Connections that write, or connections that cannot. */
export function openPool(url: string, access: 'read write' | 'read only'): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: connectionsMax,
    connectionTimeoutMillis: connectMsMax,
    statement_timeout: statementMsMax,
    idle_in_transaction_session_timeout: idleInTransactionMsMax,
    application_name: 'keyhaven',
    // Set by a statement, not in the address: an address may carry options of its own, and they would win.
    verify: (client, done) => {
      client.query(`set session characteristics as transaction ${access}`, (error) => done(error));
    },
  });
  // An idle connection that ends is replaced at the next use.
  pool.on('error', (error) => log.warn({ err: error }, 'a database connection ended'));
  // One that ends in somebody's hands, between two statements: the next statement says so, and the program goes on.
  pool.on('connect', (client) => void client.on('error', () => undefined));
  return pool;
}
