import type { Reporter, SerializedError, TestCase, TestModule } from 'vitest/node';
import { type Told, writeNumbers } from './model.ts';

/** Counts for `npm test`. A file that does not load has no failed test in it, and fails all the same. */
export default class implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const tests = modules.flatMap((one) => [...one.children.allTests()]);
    const inState = (state: string) => tests.filter((test) => test.result().state === state);
    const ofTests = (some: readonly TestCase[]) => some.map((test) => told(nameOf(test), test.result().errors?.[0]));
    const ofFiles = modules.flatMap((one) =>
      [one, ...one.children.allSuites()]
        .flatMap((each) => each.errors())
        .map((error) => told(`${placeOf(one)} › before its tests or after them`, error)),
    );
    writeNumbers({
      passed: inState('passed').length,
      skipped: inState('skipped').length,
      failures: [
        ...ofTests(inState('failed')),
        ...ofFiles,
        ...unhandled.map((error) => told('between the tests', error)),
      ],
      retried: ofTests(inState('passed').filter((test) => test.diagnostic()?.flaky)),
    });
  }
}

const placeOf = ({ project, relativeModuleId }: TestModule) => `[${project.name}] ${relativeModuleId}`;
const nameOf = (test: TestCase) => `${placeOf(test.module)} › ${test.fullName.replaceAll(' > ', ' › ')}`;
const told = (name: string, error?: Pick<SerializedError, 'message'>): Told => ({ name, reason: error?.message ?? '' });
