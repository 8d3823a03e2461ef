import { amount } from '#components/ui/words.ts';
import type { StepDto } from '#lib/flows/schema.ts';

/** What `Run check` came to, in words. No markup here. */
export interface CheckSubject {
  readonly id: string;
  readonly name: string;
}

export interface CheckOutcome extends CheckSubject {
  readonly outcome: 'passed' | 'failed' | 'not_testable';
  /** What the app said. */
  readonly message: string;
}

export interface CheckSummary {
  readonly state: 'passed' | 'failed' | 'not_testable';
  readonly title: string;
  readonly fix: string | null;
}

/** The credentials of the steps, each once, in their order. What is in the trash or of no known app is not checked. */
export function subjectsOf(steps: readonly StepDto[]): CheckSubject[] {
  const found = steps.flatMap(({ app, credential }) =>
    credential && !credential.isDeleted && !app.isGone ? [{ id: credential.id, name: credential.name }] : [],
  );
  return [...new Map(found.map((one) => [one.id, one])).values()];
}

export function checkWords(outcomes: readonly CheckOutcome[]): CheckSummary {
  const failed = outcomes.filter((one) => one.outcome === 'failed');
  const untested = outcomes.filter((one) => one.outcome === 'not_testable');
  if (failed.length > 0)
    return {
      state: 'failed',
      title: `${failed.length} of ${amount(outcomes.length, 'credential')} failed.`,
      fix: failed.map((one) => `${one.name}: ${one.message}`).join(' '),
    };
  const passed = outcomes.length - untested.length;
  if (untested.length > 0)
    return {
      state: 'not_testable',
      title: passed > 0 ? `${passed} of ${amount(outcomes.length, 'credential')} passed.` : 'Nothing could be tested.',
      fix: `The app offers no check for ${untested.map((one) => one.name).join(', ')}.`,
    };
  return {
    state: 'passed',
    title: outcomes.length === 1 ? 'The credential passed.' : `All ${outcomes.length} credentials passed.`,
    fix: null,
  };
}
