import { setTimeout as pause } from 'node:timers/promises';
import { purgeAttempts } from '#lib/attempts/commands.ts';
import { claimDueChecks, checkCredential, dropDueCheck, type DueCheck } from '#lib/checks/commands.ts';
import { minuteMs, secondMs, systemClock } from '#lib/clock.ts';
import { isAppError } from '#lib/errors.ts';
import { systemCtx } from '#lib/gate/job.ts';
import { purgeInvites } from '#lib/invites/commands.ts';
import { log } from '#lib/log.ts';
import { purgeSessions } from '#lib/sessions/commands.ts';
import { purgeTrash } from '#lib/trash/commands.ts';
import { purgeUploads } from '#lib/uploads/commands.ts';

const atOnce = 8;

/** Owed checks, and what must be cleared away, until the signal ends. A job that fails is logged and tried again. */
export async function runJobs(signal: AbortSignal): Promise<void> {
  await Promise.all([every('checks', secondMs, signal, runDueChecks), every('clearing', minuteMs, signal, clearAway)]);
}

async function every(name: string, restMs: number, signal: AbortSignal, job: () => Promise<number>): Promise<void> {
  while (!signal.aborted) {
    const done = await job().catch((error: unknown) => {
      log.error({ job: name, error: codeOf(error) }, 'job failed');
      return 0;
    });
    if (done === 0) await pause(restMs, undefined, { signal }).catch(() => undefined);
  }
}

async function runDueChecks(): Promise<number> {
  const due = await claimDueChecks(atOnce);
  await Promise.all(due.map(runCheck));
  return due.length;
}

async function runCheck(due: DueCheck): Promise<void> {
  try {
    const ctx = await systemCtx(due.tenantId, due.workspaceId);
    if (ctx) await checkCredential(ctx, due.id);
    else await dropDueCheck(due);
  } catch (error) {
    log.warn({ credentialId: due.id, error: codeOf(error) }, 'check not possible');
    // Trouble of our own is tried again when the lease has run out; what the credential lacks is not.
    if (isAppError(error) && !isAppError(error, 'BUSY')) await dropDueCheck(due);
  }
}

async function clearAway(): Promise<number> {
  await purgeUploads();
  await purgeSessions();
  await purgeAttempts();
  await purgeInvites();
  await purgeTrash(systemClock());
  return 0;
}

/** What may be logged of an error: its name and code. A message of the database may hold values. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error ? `${error.name} ${String(error.code)}` : error.name;
}
