import { describe, expect, it } from 'vitest';
import type { FileDto } from '#lib/files/schema.ts';
import type { PlanItem } from '#lib/imports/schema.ts';
import { itemOf } from './fixtures.ts';
import { choiceOf, include, pickForAll } from './picks.ts';
import { problemOf } from './problem.ts';
import { readAnswer } from './send-file.ts';
import { lackOf, reviewAgain, reviewOf } from './review.ts';

const file: FileDto = {
  resourceType: 'credential',
  fileName: 'a.bson',
  bytes: 10,
  count: 1,
  exportedAt: null,
  origin: null,
  sealing: 'passphrase',
  signer: { fingerprint: '9F2C 41AE', standing: 'unknown', label: null, isHere: false, isRemembered: true },
  platformVersion: null,
};
const planOf = (items: readonly PlanItem[], token = 't1', signer = file.signer) => ({
  kind: 'plan' as const,
  file: { ...file, signer },
  token,
  items,
});
const conflict = itemOf({ i: 1, conflict: {} });

describe('a plan that was read', () => {
  it('asks at once when the file is one conflict and nothing else', () => {
    expect(reviewOf('imp_1', null, planOf([conflict])).view).toEqual({ of: 'conflict', i: 1 });
    expect(reviewOf('imp_1', null, planOf([conflict, itemOf({ i: 2 })])).view).toEqual({ of: 'plan' });
    expect(reviewOf('imp_1', null, planOf([itemOf({ i: 1 })])).view).toEqual({ of: 'plan' });
  });

  it('read again is shown anew, with what still fits, and says why', () => {
    const before = reviewOf('imp_1', 'words', planOf([conflict]));
    const chosen = { ...before, picks: pickForAll(before.picks, before.items, 'override'), isSignerAccepted: true };
    const again = reviewAgain(chosen, planOf([conflict], 't2'), { message: 'It changed.' });
    expect(again).toMatchObject({
      token: 't2',
      passphrase: 'words',
      view: { of: 'plan' },
      isSignerAccepted: true,
      notice: { about: 'changed', text: 'It changed.' },
    });
    expect(choiceOf(conflict, again.picks)).toBe('override');
  });

  it('does not carry a confirmation over to another signer', () => {
    const before = { ...reviewOf('imp_1', null, planOf([conflict])), isSignerAccepted: true };
    const other = planOf([conflict], 't2', {
      fingerprint: '0000 0000',
      standing: 'unknown',
      label: null,
      isHere: false,
      isRemembered: true,
    });
    expect(reviewAgain(before, other, { message: 'It changed.' }).isSignerAccepted).toBe(false);
  });
});

describe('a plan that is not ready', () => {
  const known = {
    fingerprint: '9F2C 41AE',
    standing: 'known',
    label: null,
    isHere: false,
    isRemembered: true,
  } as const;

  it('lacks the confirmation of an unknown signer first', () => {
    const review = reviewOf('imp_1', null, planOf([conflict]));
    expect(lackOf(review)?.about).toBe('signer');
    expect(lackOf({ ...review, isSignerAccepted: true })).toBeNull();
  });

  it('lacks a credential when all are left out', () => {
    const review = reviewOf('imp_1', null, planOf([conflict], 't1', known));
    expect(lackOf(review)).toBeNull();
    expect(lackOf({ ...review, picks: include(review.picks, conflict, false) })?.about).toBe('plan');
  });
});

describe('a file that is refused', () => {
  it('of another kind is named by the sentence itself', () => {
    const message = 'Importing resource type is flow. Cannot import.';
    expect(problemOf({ code: 'IMP-201', message }, 'credential')).toEqual({
      title: message,
      fix: 'Choose a file of credentials. Nothing was stored.',
      code: 'IMP-201',
    });
  });

  it.each(['IMP-101', 'IMP-207', 'INTERNAL'] as const)('with %s has the one title, its line and its code', (code) => {
    expect(problemOf({ code, message: 'This is not a BSON file.' }, 'flow')).toEqual({
      title: 'Something went wrong! Please try again.',
      fix: 'This is not a BSON file. Nothing was stored.',
      code,
    });
  });
});

describe('the answer to an upload', () => {
  const upload = { id: 'imp_1', fileName: 'a.bson', fileBytes: 3 };

  it('is the upload, or the refusal', () => {
    expect(readAnswer(201, JSON.stringify(upload))).toEqual({ ok: true, value: upload });
    expect(readAnswer(413, '{"code":"IMP-103","message":"Too large.","detail":{"bytesMax":1}}')).toEqual({
      ok: false,
      code: 'IMP-103',
      message: 'Too large.',
      detail: { bytesMax: 1 },
    });
  });

  it.each([
    [502, '<html>Bad gateway</html>'],
    [201, '{}'],
    [200, ''],
    [413, 'null'],
  ])('%i %s is not from our route', (status, text) => {
    expect(readAnswer(status, text)).toBeNull();
  });
});
