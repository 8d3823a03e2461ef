import { and, eq, sql } from 'drizzle-orm';
import { transact, type Tx } from '#db/client.ts';
import { credentials, credentialVersions } from '#db/schema/credentials.ts';
import { grants } from '#db/schema/oauth.ts';
import { transactStubbornly } from '#db/stubborn.ts';
import { recorder, type Recorder } from '#lib/audit/commands.ts';
import { findComponent } from '#lib/catalog/catalog.ts';
import { targetOf } from '#lib/credentials/model.ts';
import { ofWorkspace, requireRow } from '#lib/credentials/queries.ts';
import { authorise, may, type WorkspaceCtx } from '#lib/ctx.ts';
import { AppError, isAppError, isPassing } from '#lib/errors.ts';
import { dueAt, takenBackCode } from '#lib/grant-rows/model.ts';
import { describeGrant } from '#lib/grants/queries.ts';
import { itsGrant } from '#lib/holders/queries.ts';
import { ofGrant, placeOf } from '#lib/leases/queries.ts';
import { codeOf, log } from '#lib/log.ts';
import { openOauthApp, type OpenedOauthApp } from '#lib/oauth-apps/queries.ts';
import { byHand } from '#lib/oauth/revocation.ts';
import type { RevokeAnswer } from '#lib/oauth/schema.ts';
import { revokeGrant } from '#lib/tokens/commands.ts';
import { listActiveFlowNames } from '#lib/uses/queries.ts';
import { ofCurrentVersion, openSealed, openVersion, sealedColumns, type OpenedVersion } from '#lib/versions/queries.ts';
import type { Revocation } from './schema.ts';

/** A credential as it was when somebody decided about it. */
interface Meant {
  readonly id: string;
  readonly version: number;
}

/** The same of one that is deleted. */
export interface Deleted extends Meant {
  readonly name: string;
  readonly component: string;
}

/**
 * Part of deleting, after it is done: asks the provider to end what the credential held. Null where there is nobody to
 * ask. What came of it is recorded; a credential whose grant has ended needs a person, should it come back. Never throws:
 * it is deleted, and others wait for their turn.
 */
export async function revokeDeleted(ctx: WorkspaceCtx, deleted: Deleted): Promise<Revocation | null> {
  const { name, component } = deleted;
  const app = nameOf(component);
  const unsure = (error: unknown) => unsureOf(deleted, app, error);
  const answer = await askToEnd(ctx, deleted, app).catch(unsure);
  if (answer === null) return null;
  const told = await recordAnswer(ctx, deleted, app, answer).catch(unsure);
  return { name, app, failure: told.ok ? null : { message: told.message, fix: told.fix } };
}

/** Null: there is nobody to ask. */
async function askToEnd(ctx: WorkspaceCtx, { id, version }: Meant, app: string): Promise<RevokeAnswer | null> {
  const grant = await describeGrant(ctx, id);
  const asked = await findAsked(ctx, grant?.appId ?? null);
  return asked && ask(asked, app, () => openVersion(ctx, id, version));
}

async function recordAnswer(ctx: WorkspaceCtx, deleted: Deleted, app: string, answer: RevokeAnswer) {
  const record = await recorder(ctx);
  await transactStubbornly(async (tx, now) => {
    if (answer.ok)
      await markEnded(tx, ctx, now, deleted, app, `Its access was taken back at ${app} when it was deleted.`);
    await record(tx, now, {
      action: answer.ok ? 'credential.revoked' : 'credential.revocation_failed',
      ...targetOf(deleted),
      detail: answer.ok ? { provider: 'agreed' } : { code: answer.code },
    });
  });
  return answer;
}

/** Trouble of our own: before the provider was asked, or after it has answered. */
function unsureOf({ id }: Deleted, app: string, error: unknown): RevokeAnswer {
  log.error({ credentialId: id, error: codeOf(error) }, 'revocation failed');
  const code = isAppError(error) ? error.code : 'INTERNAL';
  return { ok: false, code, message: 'Nobody could make sure of it here.', fix: byHand(app) };
}

const nameOf = (component: string): string => findComponent(component)?.name ?? component;

/** Who can end what was given; or why nobody who could is asked. */
type Asked = OpenedOauthApp | AppError;

/** Null: there is nobody to ask. */
async function findAsked(ctx: WorkspaceCtx, appId: string | null): Promise<Asked | null> {
  if (appId === null) return null;
  try {
    const opened = await openOauthApp(ctx, appId);
    return opened.provider.revocationUrl === null ? null : opened;
  } catch (error) {
    if (isPassing(error) || !isAppError(error)) throw error;
    return error;
  }
}

/** Null: there is no token to send. */
async function ask(asked: Asked, app: string, open: () => Promise<OpenedVersion>): Promise<RevokeAnswer | null> {
  const fix = byHand(app);
  if (isAppError(asked)) return { ok: false, code: asked.code, message: asked.message, fix };
  try {
    return await revokeGrant(asked, await open());
  } catch (error) {
    if (!isAppError(error, 'UNREADABLE')) throw error;
    return { ok: false, code: 'UNREADABLE', message: 'The stored tokens cannot be read.', fix };
  }
}

/** Ends here what that version held. What was connected over it meanwhile is something else, and stays. */
async function markEnded(
  tx: Tx,
  ctx: WorkspaceCtx,
  now: number,
  { id, version }: Meant,
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
      accessExpiresAt: now,
      eraseDueAt: now,
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
    .where(and(ofGrant(placeOf(ctx, id)), eq(grants.version, version)));
  await tx
    .update(credentials)
    .set({ state: 'reconnect', stateCode: 'revoked', stateMessage: message, stateFix: fix })
    .where(and(ofWorkspace(ctx), eq(credentials.id, id), eq(credentials.version, version)));
}

/**
 * Takes back what a credential was given, without deleting it. First it ends here: its tokens are handed out no more and
 * then removed. Then its provider is asked to end them, and whatever it says, and whatever becomes of this program
 * meanwhile, they stay ended here. Connecting it again keeps its id.
 * @param meant with another version by now, it is not what is meant any more
 * @throws AppError NOT_FOUND; CHANGED_MEANWHILE; IN_USE, naming the flows, while an active flow signs in with it. After each
 *   of these nothing has ended, and nobody was asked
 */
export async function disconnectCredential(ctx: WorkspaceCtx, meant: Meant): Promise<void> {
  authorise(ctx, 'credential.update');
  const { component } = await requireRow(ctx, meant.id);
  const grant = await describeGrant(ctx, meant.id);
  const asked = await findAsked(ctx, grant?.appId ?? null);
  const record = await recorder(ctx);
  const app = nameOf(component);
  const held = await transact((tx, now) => endHere(tx, ctx, now, { ...meant, app, asked, record }));
  if (!held || !asked) return;
  const answer = await ask(asked, app, () => openSealed(held.sealed));
  await transactStubbornly((tx, now) =>
    record(tx, now, {
      action: answer?.ok ? 'credential.revocation_agreed' : 'credential.revocation_failed',
      ...targetOf({ id: meant.id, name: held.name }),
      detail: answer?.ok ? {} : { code: answer?.code ?? noToken },
    }),
  );
}

/** There was none left to send. */
const noToken = 'no_token';

interface Ending extends Meant {
  readonly app: string;
  /** Once it has ended here. */
  readonly asked: Asked | null;
  readonly record: Recorder;
}

/** Answers what it held, as it was when it ended: a refresh may have changed it a moment before. Null: nothing any more. */
async function endHere(tx: Tx, ctx: WorkspaceCtx, now: number, { id, version, app, asked, record }: Ending) {
  const { name, version: current } = await requireRow(ctx, id, tx);
  if (current !== version)
    throw new AppError(
      'CHANGED_MEANWHILE',
      `${name} was changed or connected again meanwhile. Nothing was taken back.`,
    );
  await refuseInUse(tx, ctx, id);
  const [held] = await tx
    .select({ failureCode: grants.failureCode, sealed: sealedColumns })
    .from(credentials)
    .innerJoin(grants, itsGrant)
    .innerJoin(credentialVersions, ofCurrentVersion)
    .where(and(ofWorkspace(ctx), eq(credentials.id, id)));
  if (!held || held.failureCode === takenBackCode) return null;
  await markEnded(tx, ctx, now, { id, version }, app, `Its access to ${app} was taken back here.`);
  await record(tx, now, {
    action: 'credential.revoked',
    ...targetOf({ id, name }),
    detail: { provider: providerWord(asked) },
  });
  return { name, sealed: held.sealed };
}

function providerWord(asked: Asked | null): 'none' | 'unreachable' | 'asked' {
  if (asked === null) return 'none';
  return isAppError(asked) ? 'unreachable' : 'asked';
}

async function refuseInUse(tx: Tx, ctx: WorkspaceCtx, id: string): Promise<void> {
  const flows = (await listActiveFlowNames(ctx, [id], tx)).get(id) ?? [];
  if (flows.length === 0) return;
  throw new AppError(
    'IN_USE',
    'An active flow signs in with this. Delete or update the flow first.',
    may(ctx, 'flow.read') ? { flows } : {},
  );
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
