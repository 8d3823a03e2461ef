import type { Clock } from '#lib/clock.ts';
import type { DriverRefusal, DriverStep } from './driver-protocol.ts';

/** Each step of a check has a time of its own. */
export const stepMs = { reach: 5_000, greet: 5_000, encrypt: 5_000, sign_in: 5_000, query: 3_000 } as const;

/** Thrown inside a driver to end it with a reason. */
export class DriverStop extends Error {
  readonly refusal: Omit<DriverRefusal, 'isPassed' | 'steps'>;

  constructor(
    failure: DriverRefusal['failure'],
    more: Partial<Omit<DriverRefusal, 'isPassed' | 'steps' | 'failure'>> = {},
  ) {
    super(failure);
    this.refusal = { failure, network: null, state: null, hint: null, ...more };
  }
}

export interface StepRecorder {
  readonly steps: readonly DriverStep[];
  readonly run: <T>(name: DriverStep['name'], work: () => Promise<T>) => Promise<T>;
}

/** Times the steps of a driver; the one that throws is recorded as not passed. */
export function recordSteps(clock: Clock): StepRecorder {
  const steps: DriverStep[] = [];
  return {
    steps,
    run: async (name, work) => {
      const startedAt = clock();
      let isPassed = false;
      try {
        const result = await work();
        isPassed = true;
        return result;
      } finally {
        steps.push({ name, isPassed, durationMs: Math.max(0, clock() - startedAt) });
      }
    },
  };
}

/** Waits for work on a socket for so long; then ends the socket, which ends the work. */
export async function withTimeLimit<T>(
  socket: { destroy(): unknown },
  timeoutMs: number,
  work: Promise<T>,
): Promise<T> {
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    socket.destroy();
  }, timeoutMs);
  try {
    return await work;
  } catch (error) {
    throw isLate ? new DriverStop('timeout') : error;
  } finally {
    clearTimeout(timer);
  }
}
