import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { permissions } from '#lib/access.ts';
import { auditGroups } from '#lib/audit/schema.ts';
import { factsOf, groupWords, phraseOf } from './words.ts';

/** Every name a command gives to what it records. Some are made of parts: `credential.${reason}`. */
function recordedActions(): string[] {
  const text = globSync('lib/*/commands.ts').map((file) => readFileSync(file, 'utf8'));
  const names = text.flatMap((one) => [...one.matchAll(/'((?:[a-z]+)\.[a-z_]+)'/g)].map((match) => match[1] ?? ''));
  const made = ['credential.created', 'credential.duplicated'];
  const spoken = new Set<string>(permissions);
  return [...new Set([...names, ...made])].filter((name) => !spoken.has(name));
}

describe('activity in words', () => {
  const actions = recordedActions();

  it('finds what the commands record', () => {
    expect(actions).toEqual(expect.arrayContaining(['credential.exported', 'import.applied', 'session.started']));
    expect(actions.length).toBeGreaterThan(20);
  });

  it.each(actions)('%s has words of its own, and a group to filter by', (action) => {
    const [before] = phraseOf(action);
    expect(before).not.toBe(action.replaceAll(/[._]/g, ' '));
    expect(auditGroups.map(String)).toContain(action.split('.')[0]);
  });

  it('shows an action it does not know by its name', () => {
    expect(phraseOf('signer.pinned')).toEqual(['signer pinned']);
  });

  it('names every group', () => {
    expect(Object.keys(groupWords)).toEqual([...auditGroups]);
  });
});

describe('details', () => {
  it('say first what is asked first, and leave out what is empty', () => {
    const detail = { code: 'host_not_found', durationMs: 8, outcome: 'not_testable', note: null, empty: '' };
    expect(factsOf(detail)).toEqual([
      { term: 'outcome', value: 'not testable', isMono: false },
      { term: 'code', value: 'host_not_found', isMono: true },
      { term: 'took', value: '8 ms', isMono: false },
    ]);
  });

  it('leave alone what people typed', () => {
    expect(factsOf({ reason: 'move_to_EU' })).toEqual([{ term: 'reason', value: 'move_to_EU', isMono: false }]);
  });

  it('say a date as a date, however it was written down', () => {
    const ends = [{ term: 'ends', value: '20 Dec 2026', isMono: false }];
    expect(factsOf({ expiresAt: Date.UTC(2026, 11, 20, 12) })).toEqual(ends);
    expect(factsOf({ expiresAt: '2026-12-20T12:47:41.279Z' })).toEqual(ends);
    expect(factsOf({ expiresAt: 'some day' })).toEqual([{ ...ends[0], value: 'some day' }]);
    expect(factsOf({ expiresAt: null })).toEqual([]);
  });

  it.each([
    [1, '1 day'],
    [30, '30 days'],
  ])('say which of the warnings of an end it was', (days, value) => {
    expect(factsOf({ days })).toEqual([{ term: 'warning of', value, isMono: false }]);
  });

  it('spell out a key without words of its own', () => {
    expect(factsOf({ keptUntil: 3, wasForced: true })).toEqual([
      { term: 'kept until', value: '3', isMono: false },
      { term: 'was forced', value: 'yes', isMono: false },
    ]);
  });
});
