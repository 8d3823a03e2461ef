import { describe, expect, it } from 'vitest';
import type { Refusal } from '#lib/result.ts';
import { blockersOf, countsWords, undoneWords, undoStanding, undoWords, untilWords } from './words.ts';

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
