import type { Reporter, Suite, TestCase, TestError } from '@playwright/test/reporter';
import { type Told, writeNumbers } from './model.ts';

/** Counts for `npm test`. An error outside of every journey is a failure of its own. */
export default class implements Reporter {
  readonly #errors: TestError[] = [];
  #journeys: readonly TestCase[] = [];

  onBegin(_: unknown, suite: Suite): void {
    this.#journeys = suite.allTests();
  }

  onError(error: TestError): void {
    this.#errors.push(error);
  }

  onEnd(): void {
    const withOutcome = (outcome: ReturnType<TestCase['outcome']>) =>
      this.#journeys.filter((one) => one.outcome() === outcome);
    const retried = withOutcome('flaky').map(told);
    writeNumbers({
      passed: withOutcome('expected').length + retried.length,
      skipped: withOutcome('skipped').length,
      failures: [
        ...withOutcome('unexpected').map(told),
        ...this.#errors.map((error) => ({ name: 'between the journeys', reason: error.message ?? '' })),
      ],
      retried,
    });
  }

  printsToStdio(): boolean {
    return false;
  }
}

const told = (test: TestCase): Told => ({
  name: test.titlePath().filter(Boolean).join(' › '),
  reason: test.results.find(({ error }) => error !== undefined)?.error?.message ?? '',
});
