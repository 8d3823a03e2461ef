import { describe, expect, it } from 'vitest';
import type { Standing } from '#lib/checks/schema.ts';
import { itemOf } from './fixtures.ts';
import { noPicks, pickForAll } from './picks.ts';
import {
  checksWords,
  comparedWords,
  conflictSentence,
  conflictsWords,
  createConsequence,
  manyConsequence,
  olderWords,
  overrideConsequence,
  summaryWords,
  switchWords,
  touchesWords,
  usedByWords,
} from './words.ts';

const flows = ['Order sync', 'Refunds', 'Invoices', 'Returns'];
const conflict = itemOf({ i: 1, conflict: { activeFlows: flows } });
const lone = itemOf({ i: 2, conflict: { id: 'crd_2', name: 'Alerts', activeFlows: ['Pager'] } });
const guarded = itemOf({ i: 3, conflict: { id: 'crd_3', overrideRefused: 'Alerts signs in another way.' } });
const fresh = itemOf({ i: 4 });
const refused = itemOf({ i: 5, outcome: 'refused', reason: 'This installation has no app called x.' });

describe('a plan in words', () => {
  it('sums up what will happen, without what will not', () => {
    expect(summaryWords({ create: 5, override: 1, skip: 0 })).toBe('5 created, 1 overridden');
    expect(summaryWords({ create: 0, override: 1_200, skip: 2 })).toBe('1,200 overridden, 2 left out');
  });

  it('says what each item is compared with here, and what it touches', () => {
    expect([fresh, conflict, guarded, refused].map((item) => comparedWords(item))).toEqual([
      'New',
      'Same name',
      'Cannot override',
      'Cannot be imported',
    ]);
    expect([fresh, conflict, lone, guarded, refused].map((item) => touchesWords(item))).toEqual([
      'Nothing',
      '4 active flows use it',
      '1 active flow uses it',
      'Alerts signs in another way.',
      'This installation has no app called x.',
    ]);
  });

  it('counts conflicts', () => {
    expect([0, 1, 2, 5].map((count) => conflictsWords(count))).toEqual([
      null,
      '1 conflict needs a choice; it has one.',
      '2 conflicts need a choice; both have one.',
      '5 conflicts need a choice; all have one.',
    ]);
  });

  it('names the flows that switch, only when something is overridden', () => {
    expect(switchWords([conflict], noPicks)).toBeNull();
    expect(switchWords([conflict], pickForAll(noPicks, [conflict], 'override'))).toBe(
      'Order sync and 3 more flows switch to the imported Production EU at once.',
    );
    expect(switchWords([lone], pickForAll(noPicks, [lone], 'override'))).toBe(
      'Pager switches to the imported Alerts at once.',
    );
    const all = [conflict, lone];
    expect(switchWords(all, pickForAll(noPicks, all, 'override'))).toBe(
      'Order sync and 4 more flows switch to the imported credentials at once.',
    );
  });
});

describe('a conflict in words', () => {
  const met = conflict.conflict;

  it('says what follows from each way', () => {
    if (!met) throw new Error('The fixture has a conflict.');
    expect(conflictSentence(met)).toBe('Same app, same name. Replace it, or keep both?');
    expect(overrideConsequence(met)).toBe(
      '4 active flows use the imported secret at once. The value here stays as a version.',
    );
    expect(overrideConsequence({ ...met, activeFlows: [] })).toBe(
      'No active flow uses it. The value here stays as a version.',
    );
    expect(createConsequence(conflict, met)).toBe('Adds “Production EU 2”. Nothing that runs today changes.');
    expect(createConsequence(conflict, { ...met, by: 'both' })).toBe(
      'Adds “Production EU 2” with a new identifier. Nothing that runs today changes.',
    );
    expect(usedByWords(met)).toBe('Order sync and 3 more active flows');
  });

  it('warns of an export older than what is here, as exactly as it takes', () => {
    const at = (text: string) => Date.parse(`${text}Z`);
    const here = at('2026-11-20T16:08');
    expect(olderWords({ file: at('2026-09-02T09:00'), here })).toBe(
      'Older than what is here: saved 2 Sep, here 20 Nov.',
    );
    expect(olderWords({ file: at('2025-11-20T09:00'), here })).toBe(
      'Older than what is here: saved 20 Nov 2025, here 20 Nov 2026.',
    );
    expect(olderWords({ file: at('2026-11-20T09:00'), here })).toBe(
      'Older than what is here: saved 20 Nov 2026, 09:00, here 20 Nov 2026, 16:08.',
    );
    if (!met) throw new Error('The fixture has a conflict.');
    expect(overrideConsequence({ ...met, older: { file: at('2026-09-02T09:00'), here } })).toMatch(/^Older than what/);
  });

  it('says how far the choices for many reach', () => {
    const items = [conflict, lone, guarded, fresh];
    expect(manyConsequence(items, noPicks)).toBe('3 are created.');
    expect(manyConsequence(items, pickForAll(noPicks, items, 'override'))).toBe(
      '2 overrides reach 5 active flows. 1 is created.',
    );
  });
});

describe('checks in words', () => {
  const standing = (id: string, state: Standing['state'], isWaiting = false): Standing => ({
    id,
    name: id,
    component: 'stripe',
    state,
    message: null,
    fix: null,
    checkedAt: null,
    isWaiting,
  });

  it('tell how far they are, worst first', () => {
    expect(checksWords([], 3)).toBe('Each is being checked with its app.');
    const back = [standing('a', 'passed'), standing('b', 'failed'), standing('c', 'unverified', true)];
    expect(checksWords(back, 3)).toBe('2 of 3 checked. 1 failed, 1 passed.');
    expect(checksWords(back.slice(0, 2), 2)).toBe('Checked: 1 failed, 1 passed.');
  });
});
