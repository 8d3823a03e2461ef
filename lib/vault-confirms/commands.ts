import { and, eq, gt } from 'drizzle-orm';
import { isUniqueViolation, type Tx } from '#db/client.ts';
import { vaultSignIns } from '#db/schema/connections.ts';
import { giveBack } from '#lib/callbacks/commands.ts';
import { systemClock } from '#lib/clock.ts';
import { firstFree, namesFor } from '#lib/connection-plans/model.ts';
import { requireConsumer } from '#lib/consumers/queries.ts';
import { insertCredential, saveVersion } from '#lib/credentials/commands.ts';
import { verificationDto } from '#lib/credentials/model.ts';
import { takenAmong } from '#lib/credentials/queries.ts';
import { authorise, type WorkspaceCtx } from '#lib/ctx.ts';
import { AppError, isAppError, notFound } from '#lib/errors.ts';
import { nameKey } from '#lib/names.ts';
import { openOauthApp } from '#lib/oauth-apps/queries.ts';
import type { TokensDraft } from '#lib/tokens/model.ts';
import { close, ofRow } from '#lib/vault-sign-ins/commands.ts';
import {
  environmentOf,
  findByConfirmToken,
  findConnection,
  openDraft,
  type SignInRow,
} from '#lib/vault-sign-ins/queries.ts';
import { prove, type Verification } from '#lib/verifications/commands.ts';
import { confirmOver, mismatch } from './model.ts';

/** Throws where what is connected already may not be signed in to again. */
type RefuseAgain = () => void;

/**
 * The word of the software that asked: proved with a dry run, and only then is there a credential, or has the one that is
 * there changed.
 * @param ctx for one consumer; for nobody, while nobody here is called that: then the token is somebody else's or nobody's
 * @param refuseAgain asked also of what was connected while the dry run went on: of two at once, one finds the other's
 * @throws AppError NOT_FOUND for a token nobody here has; KEY_REFUSED for another consumer's or connection's; OAU-202 for
 *   one that is used or over; VERIFICATION_FAILED, or STATE_INVALID where the connection signs in another way by now: nothing
 *   is stored, and the tokens are given back; whatever `refuseAgain` throws
 */
export async function confirmSignIn(
  ctx: WorkspaceCtx,
  connectionKey: string,
  token: string,
  refuseAgain: RefuseAgain,
): Promise<void> {
  authorise(ctx, 'credential.create');
  const row = await findByConfirmToken(ctx, token);
  if (!row) throw notFound('This confirm token');
  if (row.consumerId !== ctx.limits?.consumerId || row.connectionKey !== connectionKey) throw mismatch();
  if (await findConnection(ctx, connectionKey)) refuseAgain();
  if (row.state !== 'waiting' || row.expiresAt <= systemClock()) throw confirmOver();
  const draft = await openDraft(row);
  const verification = await prove(ctx, draft);
  const proved = { draft, verification };
  if (verification.outcome === 'failed') {
    await end(row, proved);
    throw new AppError('VERIFICATION_FAILED', verification.message, { ...verificationDto(verification) });
  }
  await store(ctx, row, proved, refuseAgain).catch(async (error: unknown) => {
    if (isAppError(error, 'STATE_INVALID')) await end(row, proved);
    throw error;
  });
}

interface Proved {
  readonly draft: TokensDraft;
  readonly verification: Verification;
}

/** What was refused is not kept, and given back. */
async function end(row: SignInRow, { draft, verification }: Proved): Promise<void> {
  if (!(await close(row, 'waiting'))) return;
  await giveBack(row, await openOauthApp(row, row.appId), draft, verification.account);
}

const triesMax = 3;

/** The connection may have been made, renamed or changed by somebody else in this very moment. */
async function store(ctx: WorkspaceCtx, row: SignInRow, proved: Proved, refuseAgain: RefuseAgain): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await storeOnce(ctx, row, proved, refuseAgain);
    } catch (error) {
      const isOvertaken =
        isUniqueViolation(error, 'credentials_connection') ||
        isAppError(error, 'NAME_TAKEN') ||
        isAppError(error, 'CHANGED_MEANWHILE');
      if (!isOvertaken || tries === triesMax) throw error;
    }
  }
}

async function storeOnce(
  ctx: WorkspaceCtx,
  row: SignInRow,
  { draft, verification }: Proved,
  refuseAgain: RefuseAgain,
): Promise<void> {
  const settle = (tx: Tx, now: number) => take(tx, now, row);
  const before = await findConnection(ctx, row.connectionKey);
  if (before) {
    refuseAgain();
    authorise(ctx, 'credential.update');
    const { name, environment } = before;
    const change = { ...draft, name, environment, expiresAt: null, reason: 'reconnected' } as const;
    await saveVersion(ctx, before, change, verification, settle);
    return;
  }
  const { component, authType } = draft;
  const { connectionKey } = row;
  const { externalId } = await requireConsumer(ctx, row.consumerId);
  const environment = await environmentOf(ctx);
  const facts = { component, authType, environment, expiresAt: null, connectionKey };
  const names = namesFor(externalId, connectionKey);
  const name =
    firstFree(names, await takenAmong(ctx, component, names.map(nameKey))) ?? `${connectionKey} ${row.id.slice(0, 12)}`;
  await insertCredential(ctx, { ...facts, name }, draft, verification, 'connected', settle);
}

/** Beside the credential, in its transaction: a second word finds nothing to confirm. */
async function take(tx: Tx, now: number, row: SignInRow): Promise<void> {
  const taken = await tx
    .update(vaultSignIns)
    .set({ state: 'done', sealed: Buffer.alloc(0) })
    .where(and(ofRow(row), eq(vaultSignIns.state, 'waiting'), gt(vaultSignIns.expiresAt, now)))
    .returning({ id: vaultSignIns.id });
  if (taken.length === 0) throw confirmOver();
}
