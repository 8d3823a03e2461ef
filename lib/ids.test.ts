import { expect, it } from 'vitest';
import { earliestId, newId } from './ids.ts';

it('follow each other in the order in which they are made', () => {
  const ids = [1_000, 1_000, 1_000, 1_001, 2_000].map((at) => newId('aud', at));
  expect(ids.toSorted()).toEqual(ids);
});

it('of a time come behind all earlier ones, and the earliest of it before them', () => {
  expect(earliestId('aud', 1_001) > newId('aud', 1_000)).toBe(true);
  expect(earliestId('aud', 1_001) < newId('aud', 1_001)).toBe(true);
});

it('have an earliest one for a time before 1970, too', () => {
  expect(earliestId('aud', Date.parse('0001-01-01T00:00:00Z'))).toBe(earliestId('aud', 0));
});
