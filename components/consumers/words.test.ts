import { describe, expect, it } from 'vitest';
import { calledOf, otherWords, stoppedWords } from './words.ts';

describe('a consumer in words', () => {
  it('goes by its own name, then by its account, then by its user', () => {
    const metadata = { account_name: 'SpaceX', user_name: 'Elon', email: 'elon@example.com' };
    expect(calledOf({ name: 'Rockets', metadata })).toBe('Rockets');
    expect(otherWords({ name: 'Rockets', metadata })).toBe('SpaceX, Elon, elon@example.com');
    expect(calledOf({ name: '', metadata })).toBe('SpaceX');
    expect(otherWords({ name: '', metadata })).toBe('Elon, elon@example.com');
    expect(calledOf({ name: ' ', metadata: { user_name: 'Elon' } })).toBe('Elon');
  });

  it('may have no name at all', () => {
    expect(calledOf({ name: '', metadata: {} })).toBeNull();
    expect(otherWords({ name: '', metadata: {} })).toBeNull();
    expect(otherWords({ name: 'Same', metadata: { account_name: 'Same' } })).toBeNull();
  });
});

it('a deletion that was stopped keeps no more than what is there still', () => {
  expect(stoppedWords(false)).toEqual({ consequence: 'Nothing was deleted.', close: 'Keep it' });
  expect(stoppedWords(true)).toEqual({ consequence: 'Not everything was deleted.', close: 'Keep the rest' });
});
