import { and, eq, sql } from 'drizzle-orm';
import { read, transact, type Tx } from '#db/client.ts';
import { credentials } from '#db/schema/credentials.ts';
import { grants } from '#db/schema/oauth.ts';
import { recorder } from '#lib/audit/commands.ts';
import { getComponent } from '#lib/catalog/catalog.ts';
import { targetOf } from '#lib/credentials/model.ts';
import { ofWorkspace, requireRow } from '#lib/credentials/queries.ts';
import { authorise, may, type WorkspaceCtx } from '#lib/ctx.ts';
import { AppError, isAppError } from '#lib/errors.ts';
import { dueAt, takenBackCode } from '#lib/grant-rows/model.ts';
import { describeGrant } from '#lib/grants/queries.ts';
import { ofGrant, placeOf } from '#lib/leases/queries.ts';
import { openOauthApp } from '#lib/oauth-apps/queries.ts';
import { byHand } from '#lib/oauth/revocation.ts';
import type { RevokeAnswer } from '#lib/oauth/schema.ts';
import { revokeGrant } from '#lib/tokens/commands.ts';
import { listActiveFlowNames } from '#lib/uses/queries.ts';
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
    if (answer.ok) await markEnded(tx, ctx, now, id, app, `Its access was taken back at ${app} when it was deleted.`);
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

async function markEnded(
  tx: Tx,
  ctx: WorkspaceCtx,
  now: number,
  id: string,
  app: string,
  message: string,
): Promise<void> {
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

/**
 * Takes back what a credential was given, without deleting it: its provider is asked to end it, and here its tokens are
 * handed out no more and then removed, whatever the provider says. Connecting it again keeps its id.
 * @throws AppError IN_USE, naming the flows, while an active flow signs in with it
 */
export async function disconnectCredential(ctx: WorkspaceCtx, id: string): Promise<void> {
  authorise(ctx, 'credential.update');
  const row = await requireRow(ctx, id);
  const refuseInUse = async (db?: Tx) => {
    const flows = (await listActiveFlowNames(ctx, [id], db)).get(id) ?? [];
    if (flows.length > 0)
      throw new AppError(
        'IN_USE',
        'An active flow signs in with this. Delete or update the flow first.',
        may(ctx, 'flow.read') ? { flows } : {},
      );
  };
  await refuseInUse();
  const grant = await describeGrant(ctx, id);
  if (!grant || grant.state === 'reconnect') return;
  const component = getComponent(row.component).name;
  const answer = grant.appId === null ? null : (await ask(ctx, row, grant.appId)).answer;
  const record = await recorder(ctx);
  await transact(async (tx, now) => {
    await refuseInUse(tx);
    await markEnded(tx, ctx, now, id, component, `Its access to ${component} was taken back here.`);
    await tx
      .update(grants)
      .set({ accessExpiresAt: now, eraseDueAt: now })
      .where(ofGrant(placeOf(ctx, id)));
    await record(tx, now, { action: 'credential.revoked', ...targetOf(row) });
    if (answer && !answer.ok)
      await record(tx, now, {
        action: 'credential.revocation_failed',
        ...targetOf(row),
        detail: { code: answer.code },
      });
  });
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
