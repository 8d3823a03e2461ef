import { is, Table } from 'drizzle-orm';
import { beforeEach, expect, it } from 'vitest';
import { env } from '#lib/env.ts';
import { platformVersion } from '#lib/version.ts';
import { migrationTarget, read } from './client.ts';
import * as schema from './schema/index.ts';
import { migrate, migrationState } from './migrate.ts';
import { migrationFiles } from './migration-files.ts';
import { emptyDatabase } from './testing.ts';

beforeEach(emptyDatabase);

const fromTheFuture = { tag: '9999_future', hash: 'f', version: '99.1.0' };

it('takes an empty database to the current state, once', async () => {
  expect(await migrationState()).toBe('empty');
  await migrate();
  expect(await migrationState()).toBe('current');
  await migrate();
  expect(await migrationState()).toBe('current');
});

it('makes every table and column of the schema: run `npm run migrations` after changing it', async () => {
  await migrate();
  const tables = Object.values(schema).filter((one) => is(one, Table));
  expect(tables.length).toBeGreaterThan(20);
  for (const table of tables) expect(await read().select().from(table).limit(1)).toEqual([]);
});

it('lets several programs start at once', async () => {
  await Promise.all([migrate(), migrate(), migrate()]);
  expect(await migrationTarget().applied()).toHaveLength(
    migrationFiles(env.databaseUrl ? 'postgres' : 'sqlite').length,
  );
});

it('knows a database that is behind', async () => {
  await migrationTarget().apply(() => []);
  expect(await migrationState()).toBe('behind');
  await migrate();
  expect(await migrationState()).toBe('current');
});

it('leaves a newer database as it is, and names both versions', async () => {
  await migrate();
  await migrationTarget().apply(() => [{ ...fromTheFuture, statements: ['create table future (id integer)'] }]);
  expect(await migrationState()).toBe('newer');
  await expect(migrate()).rejects.toThrow(`made by Keyhaven 99.1.0 and this is Keyhaven ${platformVersion}`);
});

it('takes a changed migration for one it does not have', async () => {
  await migrationTarget().apply(() => [{ ...fromTheFuture, tag: '0000_first', statements: [] }]);
  expect(await migrationState()).toBe('newer');
});

it('does all of a migration or nothing', async () => {
  await migrate();
  const half = { ...fromTheFuture, statements: ['create table half (id integer)', 'create nonsense'] };
  await expect(migrationTarget().apply(() => [half])).rejects.toThrow(/nonsense/);
  expect(await migrationState()).toBe('current');
  await migrationTarget().apply(() => [{ ...fromTheFuture, statements: ['create table half (id integer)'] }]);
});
