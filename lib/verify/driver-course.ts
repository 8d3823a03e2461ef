import type { Socket } from 'node:net';
import type { Clock } from '#lib/clock.ts';
import { isAppError } from '#lib/errors.ts';
import type { Outbound } from '#lib/outbound/connector.ts';
import type { DriverJob, DriverResult, DriverStep } from './driver-protocol.ts';
import { DriverStop, recordSteps, stepMs, withTimeLimit } from './driver-steps.ts';

export interface DriverDeps {
  readonly outbound: Outbound;
  readonly clock: Clock;
}

/** The one job a driver has. What a server said stays inside. */
export type DriverCheck = (job: DriverJob, deps: DriverDeps) => Promise<DriverResult>;

export interface Account {
  readonly user: string;
  readonly database: string;
}

/** Runs a step on a socket within its time; the socket is destroyed when that is over. */
export type RunStep = <T>(
  name: Exclude<DriverStep['name'], 'reach'>,
  socket: { destroy(): unknown },
  work: () => Promise<T>,
) => Promise<T>;

/**
 * The course of every check: reach the server through the guarded connector, let the driver talk over that one
 * connection, and end it.
 * @param talk throws a `DriverStop` with its reason; a system error is a lost connection, all else unexpected
 */
export async function runCheck(
  { audience }: DriverJob,
  target: Parameters<Outbound['connect']>[0],
  { outbound, clock }: DriverDeps,
  talk: (plain: Socket, run: RunStep) => Promise<Account>,
): Promise<DriverResult> {
  const { steps, run } = recordSteps(clock);
  const runStep: RunStep = (name, socket, work) => run(name, () => withTimeLimit(socket, stepMs[name], work()));
  try {
    const plain = await run('reach', () => outbound.connect(target, { audience, timeoutMs: stepMs.reach }));
    // The socket outlives each listener of a driver; without one of its own a late reset would end the process.
    plain.on('error', () => {});
    try {
      const account = await talk(plain, runStep);
      return { isPassed: true, ...account, steps: [...steps] };
    } finally {
      plain.destroy();
    }
  } catch (error) {
    return { isPassed: false, ...refusalOf(error), steps: [...steps] };
  }
}

function refusalOf(error: unknown): DriverStop['refusal'] {
  if (error instanceof DriverStop) return error.refusal;
  if (isAppError(error)) {
    return new DriverStop('network', { network: { code: error.code, detail: plainDetail(error.detail) } }).refusal;
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const isLost = /^(?:E[A-Z]+|ERR_(?:SSL|STREAM|TLS)_\w+)$/.test(code);
  return new DriverStop(isLost ? 'connection_lost' : 'unexpected').refusal;
}

const plainDetail = (detail: object): Record<string, string | number | boolean | null> =>
  Object.fromEntries(
    Object.entries(detail).filter(
      (entry): entry is [string, string | number | boolean | null] => typeof entry[1] !== 'object' || entry[1] === null,
    ),
  );
