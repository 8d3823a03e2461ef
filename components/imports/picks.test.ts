import { describe, expect, it } from 'vitest';
import { itemOf } from './fixtures.ts';
import { carryOver, choicesOf, countsOf, include, noPicks, pick, pickForAll } from './picks.ts';

const fresh = itemOf({ i: 1 });
const conflict = itemOf({ i: 2, conflict: { id: 'crd_here' } });
const other = itemOf({ i: 3, conflict: { id: 'crd_other' } });
const guarded = itemOf({ i: 4, conflict: { id: 'crd_guarded', overrideRefused: 'It signs in another way.' } });
const refused = itemOf({ i: 5, outcome: 'refused', reason: 'This installation has no app called x.' });
const items = [fresh, conflict, other, guarded, refused];

const done = (picks = noPicks) => Object.fromEntries(choicesOf(items, picks).map((one) => [one.i, one.do]));

describe('choices of an import', () => {
  it('begin without overriding anything', () => {
    expect(done()).toEqual({ 1: 'create', 2: 'create', 3: 'create', 4: 'create', 5: 'skip' });
    expect(countsOf(items, noPicks)).toEqual({ create: 4, override: 0, skip: 1 });
  });

  it('override all that may be, and create the rest', () => {
    expect(done(pickForAll(noPicks, items, 'override'))).toEqual({
      1: 'create',
      2: 'override',
      3: 'override',
      4: 'create',
      5: 'skip',
    });
  });

  it('never override what is refused, whatever was picked', () => {
    expect(done(pick(noPicks, guarded, 'override'))[4]).toBe('create');
    expect(done(pick(noPicks, refused, 'create'))[5]).toBe('skip');
  });

  it('leave an item out and take it in again with the choice it had', () => {
    const out = include(pick(noPicks, conflict, 'override'), conflict, false);
    expect(done(out)[2]).toBe('skip');
    expect(done(pickForAll(out, items, 'create'))[2]).toBe('skip');
    expect(done(include(out, conflict, true))[2]).toBe('override');
  });

  it('take an item in when somebody chooses for it', () => {
    expect(done(pick(include(noPicks, conflict, false), conflict, 'override'))[2]).toBe('override');
  });

  it('keep an override after the plan changed only where it meets the same credential', () => {
    const picks = include(pickForAll(noPicks, items, 'override'), fresh, false);
    const now = [fresh, itemOf({ i: 2, conflict: { id: 'crd_new' } }), other, guarded, refused];
    expect(Object.fromEntries(choicesOf(now, carryOver(picks, items, now)).map((one) => [one.i, one.do]))).toEqual({
      1: 'skip',
      2: 'create',
      3: 'override',
      4: 'create',
      5: 'skip',
    });
  });
});
