import { describe, expect, it } from 'vitest';
import { boardHref, loadBoardFilter } from '#components/dashboard/filters.ts';
import { environmentOptions, listHref, loadListFilter } from './filters.ts';

describe('filters in the address', () => {
  it('come back as they went', async () => {
    const filter = {
      q: 'prod eu',
      state: ['failed' as const],
      environment: ['staging', 'a,b'],
      authType: [],
      after: '',
    };
    const { searchParams } = new URL(listHref('https://x.example/', filter));
    expect(await loadListFilter(Promise.resolve(Object.fromEntries(searchParams)))).toEqual(filter);
  });

  it('are left out where they say nothing', () => {
    expect(boardHref('/northwind/operations/credentials', { q: '', state: [] })).toBe(
      '/northwind/operations/credentials',
    );
  });

  it('ask for everything when they were tampered with', async () => {
    expect(await loadListFilter(Promise.resolve({ q: 'x'.repeat(300) }))).toEqual({});
    expect(await loadListFilter(Promise.resolve({ state: 'broken,failed' }))).toMatchObject({ state: ['failed'] });
    expect(await loadBoardFilter(Promise.resolve({ state: 'no-such', q: ['a', 'b'] }))).toMatchObject({ state: [] });
  });
});

it('keeps an environment nobody knows selectable', () => {
  expect(environmentOptions(['qa-lab', 'staging', 'qa-lab']).map((one) => one.value)).toEqual([
    'production',
    'staging',
    'development',
    'qa-lab',
  ]);
});
