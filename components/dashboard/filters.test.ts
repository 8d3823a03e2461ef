import { describe, expect, it } from 'vitest';
import { loadBoardFilter } from './filters.ts';

describe('filters of the dashboard in the address', () => {
  it('become the filter of the query', async () => {
    const asked = Promise.resolve({ q: 'prod', state: 'failed', category: 'CRM', environment: 'staging,mine' });
    expect(await loadBoardFilter(asked)).toEqual({
      q: 'prod',
      state: ['failed'],
      authType: [],
      category: ['CRM'],
      environment: ['staging', 'mine'],
    });
  });

  it.each(['q', 'category', 'environment'])('ask for everything where no database could hold the %s', async (key) => {
    expect(await loadBoardFilter(Promise.resolve({ [key]: 'a\u0000' }))).toEqual({});
  });
});
