import { describe, expect, it } from 'vitest';
import type { FileDto } from '#lib/files/schema.ts';
import type { PlanFlow, PlanStep } from '#lib/flow-files/schema.ts';
import {
  bindingsOf,
  lackOf,
  openIn,
  pick,
  reviewAgain,
  reviewOf,
  settledOf,
  type Picked,
  type Picks,
} from './review.ts';
import { brokenWords, importedWords, nameWords, settledWords, summaryWords } from './words.ts';

const bound = { by: 'name', id: 'crd_1', name: 'Orders API', environment: 'production', state: 'passed' } as const;
const stepOf = (step: number, given: Partial<PlanStep> = {}): PlanStep => ({
  step,
  name: `Step ${step}`,
  app: { id: 'rest', name: 'REST API', icon: { monogram: 'RE' }, isGone: false },
  there: { name: 'Orders API', environment: 'production' },
  bound: null,
  ...given,
});
const first = stepOf(1, { bound });
const second = stepOf(2);
const flow: PlanFlow = { flow: 1, name: 'Order sync', createName: 'Order sync', steps: [first, second] };
const other: Picked = { id: 'crd_2', name: 'Carrier rates', environment: 'staging', state: 'failed' };

const file: FileDto = {
  resourceType: 'flow',
  fileName: 'a.bson',
  bytes: 10,
  count: 1,
  exportedAt: null,
  origin: null,
  sealing: 'passphrase',
  signer: { fingerprint: '9F2C 41AE', standing: 'unknown', label: null, isHere: false, isRemembered: false },
  platformVersion: null,
};
const planOf = (token: string) => ({ kind: 'plan' as const, file, token, flows: [flow] });

describe('the binding of a step', () => {
  it('is what is proposed until somebody chooses', () => {
    const { picks } = reviewOf('imp_1', null, planOf('t1'));
    expect(settledOf(picks, flow, first)).toEqual({ by: 'name', credential: bound });
    expect(settledOf(picks, flow, second)).toBeNull();
    expect(openIn(picks, flow)).toBe(1);
    expect(bindingsOf({ flows: [flow], picks })).toEqual([]);
  });

  it('may be chosen or left open, and only what differs from the proposal is sent', () => {
    const chosen = pick(pick(new Map(), flow, second, other), flow, first, null);
    expect(settledOf(chosen, flow, second)).toEqual({ by: 'hand', credential: other });
    expect(settledOf(chosen, flow, first)).toBeNull();
    expect(bindingsOf({ flows: [flow], picks: chosen })).toEqual([
      { flow: 1, step: 1, credentialId: null },
      { flow: 1, step: 2, credentialId: 'crd_2' },
    ]);
    const back = pick(pick(chosen, flow, first, bound), flow, second, null);
    expect(bindingsOf({ flows: [flow], picks: back })).toEqual([]);
  });
});

describe('a plan read again', () => {
  it('keeps what was chosen, but for what is not there any more', () => {
    const picks = pick(pick(new Map(), flow, second, other), flow, first, null);
    const review = { ...reviewOf('imp_1', 'words', planOf('t1')), picks, isSignerAccepted: true };
    const again = reviewAgain(review, planOf('t2'), { message: 'It went.', detail: { steps: ['1.2'] } });
    expect(again).toMatchObject({
      token: 't2',
      passphrase: 'words',
      isSignerAccepted: true,
      notice: { about: 'changed', text: 'It went.' },
    });
    expect([...again.picks]).toEqual([['1.1', null]]);
    expect([...reviewAgain(review, planOf('t2'), { message: 'x', detail: {} }).picks.keys()].sort()).toEqual([
      '1.1',
      '1.2',
    ]);
  });

  it('lacks the confirmation of an unknown signer, and nothing else', () => {
    const review = reviewOf('imp_1', null, planOf('t1'));
    expect(lackOf(review)?.about).toBe('signer');
    expect(lackOf({ ...review, isSignerAccepted: true })).toBeNull();
  });
});

describe('an import of flows in words', () => {
  it('sums up', () => {
    const none: Picks = new Map();
    const full: PlanFlow = { ...flow, steps: [first] };
    const gone: PlanFlow = { ...flow, steps: [...flow.steps, stepOf(3, { app: { ...first.app, isGone: true } })] };
    expect(summaryWords([flow], none)).toBe('1 flow, 2 steps. 1 needs a credential.');
    expect(summaryWords([flow, { ...flow, flow: 2 }], none)).toBe('2 flows, 4 steps. 2 need a credential.');
    expect(summaryWords([flow], pick(none, flow, second, other))).toBe(
      '1 flow, 2 steps. Every step has its credential.',
    );
    expect(summaryWords([full], none)).toBe('1 flow, 1 step. Every step has its credential.');
    expect(summaryWords([gone], none)).toBe('1 flow, 3 steps. 1 needs a credential, 1 is of an app that is not here.');
    expect(summaryWords([{ ...flow, steps: [] }], none)).toBe('1 flow, 0 steps. Nothing to sign in with.');
  });

  it('says why a step has this credential, and what it lacks', () => {
    expect(settledWords({ by: 'identifier', credential: bound })).toBe('Same identifier, production');
    expect(settledWords(null)).toBe('Left open');
    expect(brokenWords(bound)).toBeNull();
    expect(brokenWords(other)).toContain('failed its last check');
  });

  it('says another name, and what came of it', () => {
    expect(nameWords(flow)).toBeNull();
    expect(nameWords({ ...flow, createName: 'Order sync 2' })).toBe(
      'It is called “Order sync 2” here, because “Order sync” is taken.',
    );
    const imported = { id: 'flw_1', name: 'Order sync', open: 0, gone: 0 };
    expect(importedWords(imported)).toBe('Order sync is here as a draft.');
    expect(importedWords({ ...imported, open: 1, gone: 2 })).toBe(
      'Order sync is here as a draft. 1 step needs a credential, 2 steps are of an app that is not here.',
    );
  });
});
