import { and, eq, sql } from 'drizzle-orm';
import { read, transact, type Tx } from '#db/client.ts';
import { credentials } from '#db/schema/credentials.ts';
import { grants } from '#db/schema/oauth.ts';
import { recorder } from '#lib/audit/commands.ts';
import { targetOf } from '#lib/credentials/model.ts';
import { ofWorkspace } from '#lib/credentials/queries.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { isAppError } from '#lib/errors.ts';
import { dueAt, takenBackCode } from '#lib/grant-rows/model.ts';
import { describeGrant } from '#lib/grants/queries.ts';
import { ofGrant, placeOf } from '#lib/leases/queries.ts';
import { openOauthApp } from '#lib/oauth-apps/queries.ts';
import { byHand } from '#lib/oauth/revocation.ts';
import type { RevokeAnswer } from '#lib/oauth/schema.ts';
import { revokeGrant } from '#lib/tokens/commands.ts';
import { openVersion } from '#lib/versions/queries.ts';
import type { Revocation } from './schema.ts';

/**
 * Part of deleting, after it is done: asks the provider to end what the credential held. Null where there is nobody to
 * ask. What came of it is recorded; a credential whose grant has ended needs a person, should it come back.
 */
export async function revokeDeleted(ctx: WorkspaceCtx, id: string): Promise<Revocation | null> {
  const [row] = await read()
    .select({ id: credentials.id, name: credentials.name, version: credentials.version })
    .from(credentials)
    .where(and(ofWorkspace(ctx), eq(credentials.id, id)));
  const grant = await describeGrant(ctx, id);
  if (!row || !grant?.appId) return null;
  const { app, answer } = await ask(ctx, row, grant.appId);
  if (answer === null) return null;
  const record = await recorder(ctx);
  await transact(async (tx, now) => {
    if (answer.ok) await markEnded(tx, ctx, now, id, app);
    await record(tx, now, {
      action: answer.ok ? 'credential.revoked' : 'credential.revocation_failed',
      ...targetOf(row),
      detail: answer.ok ? {} : { code: answer.code },
    });
  });
  return { name: row.name, app, failure: answer.ok ? null : { message: answer.message, fix: answer.fix } };
}

async function ask(
  ctx: WorkspaceCtx,
  row: { id: string; version: number },
  appId: string,
): Promise<{ app: string; answer: RevokeAnswer | null }> {
  const opened = await openOauthApp(ctx, appId);
  const app = opened.provider.app;
  try {
    return { app, answer: await revokeGrant(opened, await openVersion(ctx, row.id, row.version)) };
  } catch (error) {
    if (!isAppError(error, 'UNREADABLE')) throw error;
    const message = 'The stored tokens cannot be read.';
    return { app, answer: { ok: false, code: 'UNREADABLE', message, fix: byHand(app) } };
  }
}

async function markEnded(tx: Tx, ctx: WorkspaceCtx, now: number, id: string, app: string): Promise<void> {
  const message = `Its access was taken back at ${app} when it was deleted.`;
  const fix = `Sign in to ${app} again to repair it; the id and every flow stay.`;
  const failure = {
    failureClass: 'revoked',
    failureCode: takenBackCode,
    failureMessage: message,
    failureFix: fix,
  } as const;
  await tx
    .update(grants)
    .set({
      state: 'reconnect',
      refreshDueAt: null,
      failingSince: now,
      // Whoever refreshes it at this moment has lost it: what they bring back ends nothing that has ended.
      generation: sql<number>`${grants.generation} + 1`,
      leaseGeneration: sql<number>`${grants.leaseGeneration} + 1`,
      leaseOwner: null,
      leasedUntil: null,
      sentAt: null,
      sentCount: 0,
      ...failure,
    })
    .where(ofGrant(placeOf(ctx, id)));
  await tx
    .update(credentials)
    .set({ state: 'reconnect', stateCode: 'revoked', stateMessage: message, stateFix: fix })
    .where(and(ofWorkspace(ctx), eq(credentials.id, id)));
}

/** Part of restoring: nobody refreshed it in the trash, so it is due when it would have been, or at once. */
export async function resumeGrant(tx: Tx, ctx: WorkspaceCtx, now: number, id: string): Promise<void> {
  const [grant] = await tx
    .select()
    .from(grants)
    .where(ofGrant(placeOf(ctx, id)));
  const isKept = grant && (grant.state === 'live' || grant.state === 'retrying');
  if (!isKept || grant.appId === null || !grant.isRefreshable || grant.refreshDueAt !== null) return;
  const due = dueAt(id, grant.tokensAt, grant.accessExpiresAt);
  if (due === null) return;
  await tx
    .update(grants)
    .set({ refreshDueAt: Math.max(now, due) })
    .where(ofGrant(placeOf(ctx, id)));
}
