import { describe, expect, it } from 'vitest';
import type { StepDto } from '#lib/flows/schema.ts';
import type { Choice } from '#lib/steps/schema.ts';
import type { UseDto } from '#lib/uses/schema.ts';
import { checkWords, subjectsOf } from './check-words.ts';
import { choiceWords } from './choice-words.ts';
import { activeFlowFilters, loadFlowFilter, noFlowWords } from './filters.ts';
import { flowsOfUses, idleWords } from './uses-words.ts';

const now = Date.parse('2026-11-21T13:00:00Z');
const choice = (change: Partial<Choice> = {}): Choice => ({
  id: 'crd_1',
  name: 'Production EU',
  environment: 'production',
  state: 'passed',
  checkedAt: now - 4 * 60_000,
  expiresAt: null,
  isUsable: true,
  needsCheck: false,
  message: null,
  ...change,
});

describe('a credential in the picker', () => {
  it.each([
    [{}, 'production. Passed 4 min ago'],
    [{ state: 'not_testable', checkedAt: null }, 'production. Not testable'],
    [{ state: 'expiring', expiresAt: now + 8 * 86_400_000 }, 'production. Expires in 8 days'],
    [{ state: 'unverified', needsCheck: true, checkedAt: null }, 'production. Checked when you choose it'],
    [{ state: 'failed', isUsable: false, message: 'Slack ended it.' }, 'production. Slack ended it.'],
  ] as const)('%o reads %s', (change, words) => {
    expect(choiceWords(choice(change), now)).toBe(words);
  });
});

describe('filters of the list of flows', () => {
  it('come from the address; one that was tampered with asks for everything', async () => {
    const load = (search: Record<string, string>) => loadFlowFilter(Promise.resolve(search));
    expect(await load({ q: 'order', state: 'active,draft', trouble: 'true' })).toMatchObject({
      q: 'order',
      state: ['active', 'draft'],
      trouble: true,
    });
    expect(await load({ state: 'running', q: 'x'.repeat(201) })).toEqual({});
  });

  it('say what was not found, and lead to the same list without each of them', () => {
    expect(noFlowWords({ q: 'prod eu' })).toBe('No flow matches “prod eu”.');
    expect(noFlowWords({ state: ['draft', 'paused'] })).toBe('No flow is draft or paused.');
    expect(noFlowWords({ state: ['active'], trouble: true })).toBe('No active flow needs attention.');
    expect(noFlowWords({ q: 'x', trouble: true })).toBe('No flow matches “x” that needs attention.');
    const active = activeFlowFilters('/a/b/flows', { q: 'x', state: [], trouble: true });
    expect(active.map(({ key, href }) => [key, href])).toEqual([
      ['q', '/a/b/flows?trouble=true'],
      ['trouble', '/a/b/flows?q=x'],
    ]);
  });
});

describe('what a check of a flow came to', () => {
  const outcome = (name: string, of: 'passed' | 'failed' | 'not_testable', message = '') => ({
    id: name,
    name,
    outcome: of,
    message,
  });

  it('says the worst first, and never green for what nobody tested', () => {
    expect(checkWords([outcome('A', 'passed')])).toEqual({
      state: 'passed',
      title: 'The credential passed.',
      fix: null,
    });
    expect(checkWords([outcome('A', 'passed'), outcome('B', 'passed')]).title).toBe('All 2 credentials passed.');
    expect(checkWords([outcome('A', 'not_testable')])).toMatchObject({
      state: 'not_testable',
      title: 'Nothing could be tested.',
    });
    expect(checkWords([outcome('A', 'passed'), outcome('B', 'failed', 'Slack said no.')])).toEqual({
      state: 'failed',
      title: '1 of 2 credentials failed.',
      fix: 'B: Slack said no.',
    });
  });

  it('asks once for a credential of several steps, and not for what is in the trash or of no known app', () => {
    const step = (id: string, change: { isDeleted?: boolean; isGone?: boolean } = {}): StepDto => ({
      id: `stp_${id}`,
      name: id,
      app: { id: 'github', name: 'GitHub', icon: { monogram: 'Gi' }, isGone: change.isGone ?? false },
      credential: {
        ...choice(),
        id,
        name: id,
        fix: null,
        isDeleted: change.isDeleted ?? false,
        overriddenAt: null,
      },
      trouble: null,
    });
    const steps = [step('a'), step('a'), step('b'), step('c', { isDeleted: true }), step('d', { isGone: true })];
    expect(subjectsOf(steps).map((one) => one.id)).toEqual(['a', 'b']);
    expect(subjectsOf([{ ...step('a'), credential: null }])).toEqual([]);
  });
});

describe('uses of a credential', () => {
  const use = (flowName: string, flowState: UseDto['flowState'], stepName = 'Read'): UseDto => ({
    flowId: flowName,
    flowName,
    flowState,
    stepName,
  });

  it('are told by flow, each flow once', () => {
    expect(flowsOfUses([use('A', 'active', 'One'), use('B', 'draft'), use('A', 'active', 'Two')])).toEqual([
      { id: 'A', name: 'A', steps: ['One', 'Two'] },
      { id: 'B', name: 'B', steps: ['Read'] },
    ]);
    expect(idleWords([use('A', 'draft'), use('A', 'draft'), use('B', 'paused'), use('C', 'paused')])).toBe(
      '1 draft and 2 paused flows',
    );
    expect(idleWords([use('A', 'active')])).toBe('');
  });
});
