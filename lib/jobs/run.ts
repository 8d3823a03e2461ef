import { setTimeout as pause } from 'node:timers/promises';
import { endOrphans, purgeKeys } from '#lib/api-keys/commands.ts';
import { closeBlocks } from '#lib/audit-blocks/commands.ts';
import { purgeAttempts } from '#lib/attempts/commands.ts';
import { minuteMs, secondMs, systemClock } from '#lib/clock.ts';
import { purgeConnects } from '#lib/connects/commands.ts';
import { clockWatch } from '#lib/due-grants/commands.ts';
import { purgeEvents } from '#lib/events/commands.ts';
import { purgeExports } from '#lib/exports/commands.ts';
import { purgeIdempotency } from '#lib/idempotency/commands.ts';
import { purgePlans } from '#lib/import-plans/commands.ts';
import { purgeInvites } from '#lib/invites/commands.ts';
import { purgeLiveImports } from '#lib/live-imports/commands.ts';
import { codeOf, log } from '#lib/log.ts';
import { purgeVaultSignIns } from '#lib/vault-sign-ins/commands.ts';
import { purgeSessions } from '#lib/sessions/commands.ts';
import { purgeTrash } from '#lib/trash/commands.ts';
import { purgeUploads } from '#lib/uploads/commands.ts';
import { runChecks } from './checks.ts';
import { runImports } from './imports.ts';
import { runLiveImports } from './live-imports.ts';
import { endWarner, sendLetters } from './notices.ts';
import { eraseDead, runRefreshes, settleLeft } from './refreshes.ts';
import { runWebhooks } from './webhooks.ts';

/** Owed checks, and what must be cleared away, until the signal ends. A job that fails is logged and tried again. */
export async function runJobs(signal: AbortSignal): Promise<void> {
  await Promise.all([
    runChecks(signal),
    runRefreshes(signal),
    runWebhooks(signal),
    every('leases', secondMs, signal, settleLeft),
    every(
      'clock',
      secondMs,
      signal,
      clockWatch(() => performance.now()),
    ),
    every('dead tokens', minuteMs, signal, eraseDead),
    every('imports', secondMs, signal, () => runImports(signal)),
    every('live imports', secondMs, signal, () => runLiveImports(signal)),
    every('warnings', minuteMs, signal, endWarner()),
    every('letters', 5 * secondMs, signal, () => sendLetters(signal)),
    every('audit blocks', 30 * secondMs, signal, () => closeBlocks(signal)),
    every('orphans', minuteMs, signal, endOrphans),
    every('clearing', minuteMs, signal, clearAway),
  ]);
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

async function clearAway(): Promise<number> {
  await purgePlans();
  await purgeExports();
  await purgeUploads();
  await purgeLiveImports();
  await purgeSessions();
  await purgeAttempts();
  await purgeInvites();
  await purgeKeys();
  await purgeIdempotency();
  await purgeConnects();
  await purgeVaultSignIns();
  await purgeEvents();
  await purgeTrash(systemClock());
  return 0;
}
