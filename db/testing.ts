import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { env } from '#lib/env.ts';
import { close } from './client.ts';
import { migrate } from './migrate.ts';

/**
 * A fresh, migrated database on the engine of this run; the one before, if any, is gone. Call it at the top of a test
 * file or in `beforeAll`/`beforeEach`. The run's setup file removes the last one.
 */
export async function testDatabase(): Promise<void> {
  await emptyDatabase();
  await migrate();
}

/** The same without any table. */
export async function emptyDatabase(): Promise<void> {
  await dropDatabase();
  const url = env.databaseUrl;
  process.env['DATA_DIR'] = made.dataDir = mkdtempSync(join(tmpdir(), 'keyhaven-test-'));
  if (url) process.env['DATABASE_URL'] = made.url = await createPostgres(url);
}

/** Closes and removes what `testDatabase` made. */
export async function dropDatabase(): Promise<void> {
  await close();
  if (made.dataDir) rmSync(made.dataDir, { recursive: true, force: true });
  if (made.url) await drop(made.url);
  made.dataDir = made.url = null;
}

const made: { dataDir: string | null; url: string | null } = { dataDir: null, url: null };

async function createPostgres(url: string): Promise<string> {
  const name = `test_${process.pid}_${Math.random().toString(36).slice(2, 10)}`;
  const locale = process.env['KEYHAVEN_TEST_ICU_LOCALE'];
  const collation = locale ? ` locale_provider icu icu_locale '${locale}'` : '';
  await onServer(url, `create database ${name} template template0${collation}`);
  const made = new URL(url);
  made.pathname = `/${name}`;
  return made.href;
}

async function drop(url: string): Promise<void> {
  await onServer(url, `drop database if exists ${new URL(url).pathname.slice(1)} with (force)`);
}

async function onServer(url: string, statement: string): Promise<void> {
  const server = new URL(url);
  server.pathname = '/postgres';
  const client = new pg.Client({ connectionString: server.href });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
