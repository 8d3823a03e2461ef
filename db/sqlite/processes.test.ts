import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { close, read, transact } from '../client.ts';
import { tenants } from '../schema/tenants.ts';
import { dropDatabase, testDatabase } from '../testing.ts';

const writer = 'db/sqlite/counting-writer.ts';
const isTraceable = spawnSync('strace', ['-V']).status === 0;

beforeEach(async () => {
  await testDatabase();
  await transact((tx) => tx.insert(tenants).values({ id: 'counter', slug: 'c', name: 'c', createdAt: 0 }));
});
afterEach(dropDatabase);

const count = async () => (await read().select().from(tenants).where(eq(tenants.id, 'counter')))[0]?.createdAt;

it('loses no write of three programs on one file', async () => {
  const run = promisify(execFile);
  await Promise.all([1, 2, 3].map(() => run(process.execPath, [writer, '200'])));
  expect(await count()).toBe(600);
});

it.skipIf(!isTraceable)('reaches the disk at least once for every commit', async () => {
  await close();
  const commits = 100;
  const trace = ['-f', '-c', '-e', 'trace=fsync,fdatasync', process.execPath, writer, String(commits)];
  const { status, stderr } = spawnSync('strace', trace, { encoding: 'utf8' });
  expect(status, stderr).toBe(0);
  const calls = [...stderr.matchAll(/^\s*[\d.]+\s+[\d.]+\s+\d+\s+(\d+)(?:\s+\d+)?\s+(?:fsync|fdatasync)$/gm)];
  expect(calls.reduce((sum, [, n]) => sum + Number(n), 0)).toBeGreaterThanOrEqual(commits);
  expect(await count()).toBe(commits);
});
