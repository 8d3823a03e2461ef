import { expect, it } from 'vitest';
import { pageOf } from './pages.ts';

const rows = [1, 2, 3].map((id) => ({ id }));
const byId = (row: { id: number }): string => `after ${row.id}`;

it('shows as many as it holds, and names the last of them where there are more', () => {
  expect(pageOf(rows, 2, byId)).toEqual({ rows: rows.slice(0, 2), next: 'after 2' });
});

it.each([3, 4])('is the last where no row is left over: %i to a page', (limit) => {
  expect(pageOf(rows, limit, byId)).toEqual({ rows, next: null });
});

it('may be empty', () => {
  expect(pageOf([], 2, byId)).toEqual({ rows: [], next: null });
});
