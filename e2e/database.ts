import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import Database from 'better-sqlite3';
import { world } from './world.ts';

/** What may change without anybody doing anything: when a session was last seen, a file nobody fetched. */
const restless: Record<string, readonly string[]> = {
  sessions: ['seen_at'],
  exports: ['state', 'sealed_key', 'expires_at'],
};
/** Tries at passwords; and what is written later of what the audit log has at once: last uses, and what its rows speak of. */
const counters = new Set(['sign_in_attempts', 'last_uses', 'audit_blocks']);
/** Files that are done with are cleared away in their own time. */
const lasting: Record<string, string> = {
  uploads: 'where expires_at > 0',
  upload_chunks: 'where upload_id in (select id from uploads where expires_at > 0)',
};

const open = () => new Database(join(world().dataDir, 'keyhaven.db'), { readonly: true });

/** A fingerprint of every row of every table: two that are equal mean that nothing was written between them. */
export function fingerprintOfDatabase(): Record<string, string> {
  const db = open();
  try {
    const tables = db
      .prepare("select name from sqlite_master where type = 'table' order by name")
      .pluck()
      .all() as string[];
    const own = tables.filter((name) => !name.startsWith('sqlite_') && !counters.has(name));
    return Object.fromEntries(own.map((name) => [name, fingerprintOf(db, name)]));
  } finally {
    db.close();
  }
}

/** What other journeys left to be checked or refreshed, which is done in its own time. */
const owed = `select (select count(*) from credentials where verify_due_at <= ?) + (select count(*) from grants where refresh_due_at <= ?)`;

/** The same once nothing of that is owed any more. */
export async function fingerprintAtRest(): Promise<Record<string, string>> {
  const db = open();
  const now = Date.now();
  try {
    const count = () => db.prepare<[number, number], number>(owed).pluck().get(now, now);
    await expect.poll(count, { message: 'work that is owed', timeout: 90_000 }).toBe(0);
  } finally {
    db.close();
  }
  return fingerprintOfDatabase();
}

function fingerprintOf(db: Database.Database, table: string): string {
  const hash = createHash('sha256');
  const left = restless[table] ?? [];
  const rows = db.prepare(`select * from "${table}" ${lasting[table] ?? ''} order by rowid`).iterate();
  for (const row of rows as Iterable<Record<string, unknown>>) {
    const kept = Object.entries(row).filter(([column]) => !left.includes(column));
    hash.update(JSON.stringify(kept, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)));
  }
  return hash.digest('hex');
}
