import { describe, expect, it } from 'vitest';
import { dayMs } from '#lib/clock.ts';
import { activitySearch, filterOf, hasFilter, loadActivityParams } from './filters.ts';

const now = Date.UTC(2026, 10, 21, 13);

describe('filters in the address', () => {
  it('become the filter of the query', () => {
    const params = loadActivityParams('?kind=export&person=usr_1&period=week&about=crd_1&after=aud_9');
    expect(filterOf(params, now)).toEqual({
      group: 'export',
      actorId: 'usr_1',
      targetId: 'crd_1',
      from: now - 7 * dayMs,
      after: 'aud_9',
    });
    expect(hasFilter(params)).toBe(true);
  });

  it('are none when they are nonsense, and never longer than an id', () => {
    const params = loadActivityParams(`?kind=secrets&period=year&person=${'x'.repeat(500)}`);
    const filter = filterOf(params, now);
    expect(filter).toMatchObject({ group: null, from: null, after: null });
    expect(filter.actorId).toHaveLength(60);
  });

  it('are none where no database could hold them', () => {
    const params = loadActivityParams('?person=usr%00&about=%00&after=a%00');
    expect(filterOf(params, now)).toMatchObject({ actorId: null, targetId: null, after: null });
  });

  it('stay when the next page is asked for', () => {
    const params = loadActivityParams('?kind=export&period=day');
    expect(activitySearch('?', { ...params, after: 'aud_3' })).toBe('?kind=export&period=day&after=aud_3');
  });

  it('do not count the page as a filter', () => {
    expect(hasFilter(loadActivityParams('?after=aud_3'))).toBe(false);
  });
});
