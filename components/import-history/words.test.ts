import { describe, expect, it } from 'vitest';
import type { ImportProgress } from '#lib/import-history/schema.ts';
import type { Refusal } from '#lib/result.ts';
import {
  blockersOf,
  checkedWords,
  countsWords,
  leftWords,
  progressWords,
  stoppedWords,
  undoneWords,
  undoStanding,
  undoWords,
  untilWords,
} from './words.ts';

describe('an import in words', () => {
  it('says what became of the items, without what did not', () => {
    expect(countsWords({ created: 1_200, overridden: 0, skipped: 2, refused: 1 })).toBe(
      '1,200 created, 2 left out, 1 refused',
    );
  });

  it('says what an undo will do, and what it did', () => {
    expect(undoWords({ created: 2, overridden: 1 })).toBe(
      '2 created credentials go to Trash for 30 days. 1 overridden credential has its former value again, as a new version; flows use it at once. All of it is done together or not at all.',
    );
    expect(undoWords({ created: 1, overridden: 0 })).toBe(
      '1 created credential goes to Trash for 30 days. All of it is done together or not at all.',
    );
    expect(undoneWords({ trashed: 0, reverted: 2 })).toBe(
      '2 credentials have their former value again and are unverified until checked.',
    );
    expect(undoneWords({ trashed: 1, reverted: 0 })).toBe('1 credential is in Trash.');
  });
});

describe('the backup', () => {
  it('is told where there is one, and until when', () => {
    const at = Date.parse('2026-12-21T10:00Z');
    expect(untilWords({ overridden: 1 }, at)).toBe(
      'The former values stay as versions. You can undo the whole import until 21 Dec 2026.',
    );
    expect(untilWords({ overridden: 0 }, at)).toBe('You can undo the whole import until 21 Dec 2026.');
  });
});

describe('whether it can be undone', () => {
  const blocker = { credentialId: 'crd_1', component: 'rest', name: 'A', why: 'It was changed since.', isHere: true };
  const row = { undone: null, undoableUntil: 10, blockers: [] };

  it('is told in the order of what rules', () => {
    expect(undoStanding(row, 10)).toBe('possible');
    expect(undoStanding({ ...row, blockers: [blocker] }, 10)).toBe('blocked');
    expect(undoStanding({ ...row, blockers: [blocker] }, 11)).toBe('late');
    expect(undoStanding({ ...row, undone: { at: 1, by: 'Mara', left: 0 } }, 11)).toBe('undone');
  });

  it('is read from a refusal by name', () => {
    const refusal = (detail: Refusal['detail']): Refusal => ({ ok: false, code: 'IMP-305', message: '', detail });
    const detail = {
      ids: ['crd_1', 'crd_2'],
      components: ['rest', 'slack'],
      names: ['A', 'B'],
      reasons: ['It was changed since.', 'It was deleted since.'],
      here: ['crd_1'],
    };
    expect(blockersOf(refusal(detail))).toEqual([
      blocker,
      { credentialId: 'crd_2', component: 'slack', name: 'B', why: 'It was deleted since.', isHere: false },
    ]);
    expect(blockersOf(refusal({ days: 30 }))).toEqual([]);
  });
});

const counts = { created: 12_390, overridden: 0, skipped: 10, refused: 0 };
const run = { kind: 'apply', state: 'due', done: 12_400, total: 100_000, isStopping: false, failure: null } as const;
const progress = (given: Partial<ImportProgress>): ImportProgress => ({
  id: 'imp_1',
  counts,
  total: 100_000,
  state: 'applying',
  undone: null,
  run: { ...run, isWaiting: false },
  ...given,
});

describe('a large import', () => {
  it('says how far it is, whatever its run says of itself', () => {
    expect(progressWords(progress({}))).toBe('Storing 12,400 of 100,000: 12,390 created, 10 left out');
    // A stop that came between two looks: what was counted stays what is said.
    expect(progressWords(progress({ run: null }))).toBe('Storing 12,400 of 100,000: 12,390 created, 10 left out');
    expect(progressWords(progress({ state: 'undoing' }))).toBe('Taking back 12,400 of 100,000');
  });

  it('says that it waits as long as nothing is done', () => {
    const none = { created: 0, overridden: 0, skipped: 0, refused: 0 };
    const waiting = { ...run, done: 0, isWaiting: true };
    expect(progressWords(progress({ counts: none, run: waiting }))).toBe('Waiting to be stored');
    expect(progressWords(progress({ counts: none }))).toBe('Storing 0 of 100,000');
    expect(progressWords(progress({ state: 'undoing', run: waiting }))).toBe('Waiting to be taken back');
  });

  it('that was stopped says after how many', () => {
    expect(stoppedWords({ counts, total: 100_000 })).toBe('Stopped after 12,400 of 100,000 items.');
  });

  it('is undone in batches, and says what stayed', () => {
    expect(undoWords({ created: 501, overridden: 0 })).toContain('It is done in batches');
    expect(undoWords({ created: 500, overridden: 0 })).toContain('All of it is done together or not at all.');
    expect(leftWords(1)).toBe('1 stayed, because it was changed meanwhile.');
    expect(leftWords(1_200)).toBe('1,200 stayed, because they were changed meanwhile.');
  });

  it('says how far its checks are, worst first', () => {
    const none = { waiting: 0, passed: 0, failed: 0, reconnect: 0, notTestable: 0, unverified: 0, unreadable: 0 };
    expect(checkedWords({ ...none, unverified: 99_000 })).toBe('99,000 unverified.');
    expect(checkedWords({ ...none, waiting: 95_800, passed: 3_100, failed: 100 })).toBe(
      'Checked 3,200 of 99,000: 100 failed, 3,100 passed.',
    );
    expect(checkedWords({ ...none, waiting: 5 })).toBe('Checked 0 of 5.');
    expect(checkedWords(none)).toBe('Nothing of it is here any more.');
  });
});
