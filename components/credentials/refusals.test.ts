import { describe, expect, it } from 'vitest';
import type { Refusal } from '#lib/result.ts';
import { fieldProblems, verificationOf } from './refusals.ts';

const refusal = (code: Refusal['code'], detail: Refusal['detail'] = {}, message = 'Said.'): Refusal => ({
  ok: false,
  code,
  message,
  detail,
});

describe('problems land on their fields', () => {
  it("under the manifest's names, each with its own sentence", () => {
    const detail = { fields: ['host', 'name'], messages: ['No host.', 'No name there.'] };
    expect(fieldProblems(refusal('INPUT_INVALID', detail))).toEqual([
      { path: 'fields.host', message: 'No host.' },
      { path: 'fields.name', message: 'No name there.' },
    ]);
  });

  it('under the paths of the whole input', () => {
    const detail = { field: 'name', fields: ['name', 'expiresAt', 'settings.host', 'secret.password'] };
    expect(fieldProblems(refusal('INPUT_INVALID', detail)).map((one) => one.path)).toEqual([
      'name',
      'expiresOn',
      'fields.host',
      'fields.password',
    ]);
  });

  it('for a taken name, a demanded secret and a failed check', () => {
    expect(fieldProblems(refusal('NAME_TAKEN'))).toEqual([{ path: 'name', message: 'Said.' }]);
    expect(fieldProblems(refusal('SECRET_REQUIRED', { fields: ['password'] }))).toEqual([
      { path: 'fields.password', message: 'Said.' },
    ]);
    expect(fieldProblems(refusal('VERIFICATION_FAILED', { outcome: 'failed', field: 'password' }))).toEqual([
      { path: 'fields.password', message: 'Said.' },
    ]);
  });

  it('nowhere when it is about the whole', () => {
    expect(fieldProblems(refusal('BUSY'))).toEqual([]);
    expect(fieldProblems(refusal('VERIFICATION_FAILED', { outcome: 'failed', field: null }))).toEqual([]);
    expect(fieldProblems(refusal('VERIFICATION_FAILED', { outcome: 'not_testable', field: 'token' }))).toEqual([]);
  });
});

describe('the answer of a dry run', () => {
  it('is read from its detail', () => {
    const detail = { outcome: 'not_testable', code: 'no_verifier', fix: null, field: null, durationMs: 3 };
    expect(verificationOf(refusal('VERIFICATION_FAILED', detail))).toEqual({
      outcome: 'not_testable',
      code: 'no_verifier',
      message: 'Said.',
      fix: null,
      field: null,
      account: null,
      durationMs: 3,
    });
  });

  it('is a failure where it says nothing else, and nothing where it is another refusal', () => {
    expect(verificationOf(refusal('VERIFICATION_FAILED'))?.outcome).toBe('failed');
    expect(verificationOf(refusal('NAME_TAKEN', { outcome: 'passed' }))).toBeNull();
  });
});
