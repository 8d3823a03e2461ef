import type { Clock } from '#lib/clock.ts';
import { holdsSecret } from './account.ts';
import type { DriverJob, DriverResult, DriverStep } from './driver-protocol.ts';
import { postgresFinding } from './drivers/postgres-words.ts';
import { runDriver, type RunOptions } from './run-driver.ts';
import type { Subject } from './subject.ts';
import { cancelled, failed, passed, type Finding, type Step, type Verification } from './verification.ts';

/** One dry run by a database driver, in a process of its own. */
export async function checkWithDriver(
  job: DriverJob,
  subject: Subject,
  deps: RunOptions & { readonly clock: Clock },
): Promise<Verification> {
  const startedAt = deps.clock();
  const outcome = await runDriver(job, deps);
  if (typeof outcome === 'string')
    return failed(processFinding(outcome, subject), { durationMs: deps.clock() - startedAt, steps: [] });

  const steps = outcome.steps.map((step) => stepOf(step, subject));
  // The database's time alone: starting the process, and waiting for a place, say nothing about it.
  const durationMs = steps.reduce((sum, step) => sum + step.durationMs, 0);
  if (!outcome.isPassed) return failed(postgresFinding(outcome, subject), { durationMs, steps });
  const account = accountOf(outcome, subject, Object.values(job.secret));
  const message = account === null ? `${subject.app} accepted the password.` : `Connected as ${account}.`;
  return passed({ message, account, advice: adviceOf(subject), detail: null }, { durationMs, steps });
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

function adviceOf({ settings }: Subject): string | null {
  if (settings['sslmode'] === 'disable') return 'The connection is not encrypted: the password can be read on the way.';
  if (settings['sslmode'] === 'require')
    return 'The connection is encrypted, but the certificate is not checked: a false server would not be noticed.';
  return null;
}

function stepOf({ name, isPassed, durationMs }: DriverStep, { settings }: Subject): Step {
  const labels = {
    reach: `${String(settings['host'])} reached`,
    encrypt: 'Encrypted connection',
    sign_in: `Signed in as ${String(settings['user'])}`,
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
