import { afterAll, beforeAll, expect, it } from 'vitest';
import type pg from 'pg';
import { env } from '#lib/env.ts';
import { openPool } from './pool.ts';

let pool: pg.Pool;
beforeAll(() => void (pool = openPool(env.databaseUrl ?? '', 'read write')));
afterAll(() => pool.end());

it('outlives a connection that ends in the hands of a transaction, between two of its statements', async () => {
  const held = await pool.connect();
  const { rows } = await held.query<{ pid: number }>('select pg_backend_pid() as pid');
  const ended = new Promise((resolve) => held.once('end', () => resolve(undefined)));
  await pool.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
  await ended;
  await expect(held.query('select 1')).rejects.toThrow();
  held.release(true);
  expect((await pool.query<{ n: number }>('select 1 as n')).rows).toEqual([{ n: 1 }]);
});
