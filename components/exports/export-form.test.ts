import { describe, expect, it } from 'vitest';
import { exportInput } from '#lib/exports/schema.ts';
import { emptyForm, exportForm, fieldOf, inputOf, type ExportForm } from './export-form.ts';
import { otherKey } from './sealing-form.ts';

const chosen = { scope: 'selected' as const, ids: ['crd_1'] };

const typed: ExportForm = {
  sealing: 'passphrase',
  passphrase: 'a quiet harbour',
  again: 'a quiet harbour',
  recipient: otherKey,
  key: '',
  reason: 'Moving to production',
  password: 'p',
};

const errorsOf = (form: ExportForm): string[] =>
  exportForm.safeParse(form).error?.issues.map((issue) => issue.path.join('.')) ?? [];

describe('the export form', () => {
  it('sends what the command takes', () => {
    expect(exportForm.parse(typed)).toEqual(typed);
    expect(exportInput.parse(inputOf(chosen, typed))).toEqual({
      scope: 'selected',
      ids: ['crd_1'],
      sealing: { kind: 'passphrase', passphrase: 'a quiet harbour' },
      reason: 'Moving to production',
      password: 'p',
    });
    const here = inputOf(chosen, { ...typed, sealing: 'installation' });
    expect(exportInput.parse(here).sealing).toEqual({ kind: 'installation' });
  });

  it('wants twelve characters, counted as people do, twice the same', () => {
    expect(errorsOf({ ...typed, passphrase: 'eleven char', again: 'eleven char' })).toEqual(['passphrase']);
    expect(errorsOf({ ...typed, passphrase: '⚓'.repeat(12), again: '⚓'.repeat(12) })).toEqual([]);
    expect(errorsOf({ ...typed, again: 'a quiet harbouR' })).toEqual(['again']);
  });

  it('asks for no passphrase when the file is sealed to this installation', () => {
    expect(errorsOf({ ...typed, sealing: 'installation', passphrase: '', again: '' })).toEqual([]);
  });

  it('seals to the key of a recipient that is kept, or to one that is pasted', () => {
    const [kept, pasted] = [`khr1_${'k'.repeat(48)}`, `khr1_${'p'.repeat(48)}`];
    const to = (recipient: string, key: string) => ({ ...typed, sealing: 'recipient' as const, recipient, key });
    const keyIn = (form: ExportForm) => exportInput.parse(inputOf(chosen, form)).sealing;
    expect(keyIn(to(kept, ''))).toEqual({ kind: 'recipient', key: kept });
    expect(keyIn(to(otherKey, ` ${pasted}\n`))).toEqual({ kind: 'recipient', key: pasted });
    expect(errorsOf({ ...to(otherKey, pasted), passphrase: '', again: '' })).toEqual([]);
    for (const key of ['', 'khr1_', pasted.slice(1), `${pasted}p`])
      expect(errorsOf(to(otherKey, key))).toEqual(['key']);
  });

  it('needs a reason and the password', () => {
    expect(errorsOf(emptyForm)).toEqual(expect.arrayContaining(['reason', 'password']));
    expect(errorsOf({ ...typed, reason: '   ' })).toEqual(['reason']);
  });

  it('shows a refusal where it belongs', () => {
    expect(fieldOf('PASSWORD_WRONG', 'password')).toBe('password');
    expect(fieldOf('TOO_MANY_ATTEMPTS', undefined)).toBe('password');
    expect(fieldOf('INPUT_INVALID', 'sealing.passphrase')).toBe('passphrase');
    expect(fieldOf('INPUT_INVALID', 'sealing.key')).toBe('key');
    expect(fieldOf('INPUT_INVALID', 'ids.0')).toBe('root');
    expect(fieldOf('UNREADABLE', 'password')).toBe('root');
  });
});
