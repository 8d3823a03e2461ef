import type { Clock } from '#lib/clock.ts';
import { holdsSecret } from './account.ts';
import type { DriverJob, DriverResult, DriverStep } from './driver-protocol.ts';
import { wordsOf } from './driver-table.ts';
import { driverFinding, type DriverWords } from './driver-words.ts';
import { networkFinding } from './network-words.ts';
import { runDriver, type RunOptions } from './run-driver.ts';
import type { Subject } from './subject.ts';
import { cancelled, failed, passed, type Finding, type Step, type Verification } from './verification.ts';

/** One dry run by a driver, in a process of its own. */
export async function checkWithDriver(
  job: DriverJob,
  subject: Subject,
  deps: RunOptions & { readonly clock: Clock },
): Promise<Verification> {
  const startedAt = deps.clock();
  const outcome = await runDriver(job, deps);
  return typeof outcome === 'string'
    ? failed(processFinding(outcome, subject), { durationMs: deps.clock() - startedAt, steps: [] })
    : verificationOf(outcome, job, subject);
}

/** What a driver found, in words. */
export function verificationOf(result: DriverResult, { driver, secret }: DriverJob, subject: Subject): Verification {
  const words = wordsOf[driver];
  const steps = result.steps.map((step) => stepOf(step, subject));
  // The server's time alone: starting the process, and waiting for a place, say nothing about it.
  const durationMs = steps.reduce((sum, step) => sum + step.durationMs, 0);
  if (!result.isPassed) {
    const network = result.network ? networkFinding(result.network, subject) : null;
    return failed(network ?? driverFinding(result, words, subject), { durationMs, steps });
  }
  const account = accountOf(result, subject, Object.values(secret));
  const message = account === null ? `${subject.app} accepted the password.` : `Connected as ${account}.`;
  return passed({ message, account, advice: adviceOf(words, subject), detail: null }, { durationMs, steps });
}

/** What the server calls us, unless it plays the secret back; what was typed in clear is no secret. */
function accountOf(
  { user, database }: Extract<DriverResult, { isPassed: true }>,
  { settings }: Subject,
  secrets: readonly string[],
): string | null {
  const isShowable = (name: string, typed: unknown): boolean =>
    name !== '' && (name === typed || !holdsSecret(name, secrets));
  if (!isShowable(user, settings['user'])) return null;
  return isShowable(database, settings['database']) ? `${user} to ${database}` : user;
}

const advices = {
  none: 'The connection is not encrypted: the password can be read on the way.',
  unchecked: 'The connection is encrypted, but the certificate is not checked: a false server would not be noticed.',
  checked: null,
} as const;

const adviceOf = ({ encryptionOf }: DriverWords, { settings }: Subject): string | null =>
  advices[encryptionOf(settings)];

function stepOf({ name, isPassed, durationMs }: DriverStep, { app, settings }: Subject): Step {
  const user = settings['user'];
  const labels = {
    reach: `${String(settings['host'])} reached`,
    greet: `${app} answered`,
    encrypt: 'Encrypted connection',
    sign_in: user === undefined ? 'Signed in' : `Signed in as ${String(user)}`,
    query: 'First query answered',
  } as const;
  return { label: labels[name], outcome: isPassed ? 'passed' : 'failed', durationMs };
}

function processFinding(outcome: 'late' | 'ended' | 'stopped', { app }: Subject): Finding {
  if (outcome === 'stopped') return cancelled(app);
  const words = {
    late: {
      code: 'timeout',
      message: `${app} did not answer in time.`,
      fix: 'Check host and port. Or the server is busy: try again in a minute.',
    },
    ended: {
      code: 'check_ended',
      message: `${app} could not be checked: the process of the check ended early.`,
      fix: 'Try again. If it stays so, ask the operator of this installation.',
    },
  } as const;
  return { ...words[outcome], field: null, detail: null };
}
