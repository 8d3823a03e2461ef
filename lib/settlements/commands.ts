import { and, eq, isNull, ne } from 'drizzle-orm';
import { compareAndSet, type Closure, type Tx } from '#db/client.ts';
import { patiently } from '#db/stubborn.ts';
import { credentials } from '#db/schema/credentials.ts';
import { grants } from '#db/schema/oauth.ts';
import { recorder, type AuditScope, type Recorder } from '#lib/audit/commands.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { AppError, isAppError } from '#lib/errors.ts';
import { dueAt, endOf, warningText, type GrantRow } from '#lib/grant-rows/model.ts';
import type { Claim } from '#lib/leases/commands.ts';
import type { Replay } from '#lib/leases/model.ts';
import { ofGrant, type GrantPlace } from '#lib/leases/queries.ts';
import { noteReconnect } from '#lib/notices/commands.ts';
import type { TokenAnswer, TokenFailure } from '#lib/oauth/schema.ts';
import { noteAnswer, noteFailure } from '#lib/refresh-hosts/commands.ts';
import { prepareTokens } from '#lib/versions/commands.ts';
import { openVersion, versionsWith, type OpenedVersion } from '#lib/versions/queries.ts';
import { afterFailure, ended, lostAnswer, patienceMs, secretWith, type Failed } from './model.ts';

export interface Settling {
  readonly ctx: WorkspaceCtx;
  /** Who acts: a person, or Keyhaven itself. */
  readonly scope: AuditScope;
  readonly name: string;
}

export type Given = Extract<TokenAnswer, { ok: true }>;

/** What the tokens take the place of. */
export interface Sent {
  readonly version: OpenedVersion;
  readonly refreshToken: string | null;
}

/**
 * Keeps the tokens a provider has given: in their version, with everything that follows, in one transaction. Nobody sees
 * them before. False: the credential has moved on meanwhile, and nothing was saved.
 */
export async function saveTokens(settling: Settling, claim: Claim, sent: Sent, answer: Given): Promise<boolean> {
  const { ctx } = settling;
  const secret = secretWith(sent.version.secret, answer.tokens);
  const replace = await prepareTokens(ctx, claim.credentialId, { ...sent.version, secret });
  // The current one is the last: before the first there is none.
  const holders = claim.version > 1 ? await holdersOf(settling, claim, sent) : [];
  const others = holders.filter((number) => number !== claim.version);
  const copies = await Promise.all(others.map((number) => heirOf(settling, claim, { number, sent, answer })));
  const record = await recorder(settling.scope);
  return save(async (tx, now) => {
    await noteAnswer(tx, claim.host);
    const grant = await findGrant(tx, claim);
    if (!grant || !isOf(claim, grant)) return false;
    if (!(await replace(tx))) return false;
    for (const copy of copies) await copy?.(tx);
    const wasBroken = await renewGrant(tx, now, grant, answer);
    await record(tx, now, {
      action: wasBroken ? 'credential.refresh_recovered' : 'credential.refreshed',
      ...targetOf(claim, settling.name),
      detail: { version: claim.version, expiresAt: isoOf(answer.tokens.expiresAt) },
    });
    return true;
  });
}

/** Kept versions that may hold the token that was sent. One that can be sent again and again is in none but its own. */
export const holdersOf = (
  { ctx }: Settling,
  { credentialId }: GrantPlace,
  { refreshToken }: Sent,
): Promise<number[]> => (refreshToken === null ? Promise.resolve([]) : versionsWith(ctx, credentialId, 'refreshToken'));

/**
 * Puts new tokens into a version that holds the one that was sent: other settings, a restore and an undo leave copies of
 * it, and none may become current with a token that is used up. Null: it holds another, or cannot be read.
 */
export async function heirOf(
  { ctx }: Settling,
  { credentialId }: GrantPlace,
  { number, sent, answer }: { readonly number: number; readonly sent: Sent; readonly answer: Given },
): Promise<((tx: Tx) => Promise<boolean>) | null> {
  const version = await openVersion(ctx, credentialId, number).catch((error: unknown) => {
    if (isAppError(error, 'NOT_FOUND') || isAppError(error, 'UNREADABLE')) return null;
    throw error;
  });
  if (!version || version.secret['refreshToken'] !== (sent.refreshToken ?? undefined)) return null;
  if (sent.refreshToken === null && number !== sent.version.number) return null;
  return prepareTokens(ctx, credentialId, { ...version, secret: secretWith(version.secret, answer.tokens) });
}

/** What a provider has said, nobody says again. */
const save = <T>(closure: Closure<T>): Promise<T> => patiently(() => compareAndSet(closure), patienceMs);

type Held = Pick<Claim, 'generation' | 'leaseGeneration' | 'version'>;

const isOf = (claim: Held, grant: GrantRow): boolean =>
  grant.leaseGeneration === claim.leaseGeneration &&
  grant.generation === claim.generation &&
  grant.version === claim.version;

export const isoOf = (time: number | null): string | null => (time === null ? null : new Date(time).toISOString());

export const targetOf = (place: GrantPlace, name: string) => ({
  targetKind: 'credential',
  targetId: place.credentialId,
  targetLabel: name,
});

export async function findGrant(tx: Tx, place: GrantPlace): Promise<GrantRow | null> {
  const [grant] = await tx.select().from(grants).where(ofGrant(place));
  return grant ?? null;
}

const ofCredential = ({ tenantId, workspaceId, credentialId }: GrantPlace, version: number) =>
  and(
    eq(credentials.tenantId, tenantId),
    eq(credentials.workspaceId, workspaceId),
    eq(credentials.id, credentialId),
    eq(credentials.version, version),
  );

/** The write that decides: it is made from this row, or all of it is done again. */
async function setGrant(tx: Tx, grant: GrantRow, set: Partial<GrantRow>): Promise<void> {
  const changed = await tx
    .update(grants)
    .set(set)
    .where(
      and(
        ofGrant(grant),
        eq(grants.version, grant.version),
        eq(grants.generation, grant.generation),
        eq(grants.leaseGeneration, grant.leaseGeneration),
        eq(grants.sentCount, grant.sentCount),
        eq(grants.state, grant.state),
      ),
    )
    .returning({ id: grants.credentialId });
  if (changed.length === 0) throw new AppError('BUSY', 'The grant was changed just now.');
}

/** Part of saving tokens: the row after it. Answers whether it had been in trouble. */
export async function renewGrant(tx: Tx, now: number, grant: GrantRow, { tokens, warnings }: Given): Promise<boolean> {
  const isStopped = grant.state === 'stopped';
  const wasBroken = grant.failingSince !== null;
  const refreshExpiresAt = tokens.refreshExpiresAt ?? (tokens.refreshToken === null ? grant.refreshExpiresAt : null);
  const times = { accessExpiresAt: tokens.expiresAt, refreshExpiresAt };
  const scopesGranted = tokens.scopes === null ? grant.scopesGranted : [...tokens.scopes];
  await setGrant(tx, grant, {
    ...times,
    generation: grant.generation + 1,
    tokensAt: now,
    refreshedAt: now,
    isRefreshable: true,
    scopesGranted,
    state: isStopped ? 'stopped' : 'live',
    refreshDueAt: isStopped ? null : dueAt(grant.credentialId, now, tokens.expiresAt),
    leaseOwner: null,
    leasedUntil: null,
    sentAt: null,
    sentCount: 0,
    failingSince: null,
    failureClass: null,
    failureCode: null,
    failureMessage: null,
    failureFix: null,
    attempts: 0,
    eraseDueAt: null,
    warning: warningText(warnings),
  });
  const expiresAt = endOf({ ...grant, ...times, isRefreshable: true });
  if (expiresAt !== endOf(grant))
    await tx.update(credentials).set({ expiresAt }).where(ofCredential(grant, grant.version));
  if (wasBroken) await checkSoon(tx, now, grant);
  return wasBroken;
}

/** What its trouble made of it is not so any more: the app is asked. */
async function checkSoon(tx: Tx, now: number, grant: GrantRow): Promise<void> {
  const proveAgain = { verifyDueAt: now };
  const unknown = { state: 'unverified', stateCode: null, stateMessage: null, stateFix: null } as const;
  const here = and(ofCredential(grant, grant.version), isNull(credentials.deletedAt));
  await tx
    .update(credentials)
    .set({ ...unknown, ...proveAgain })
    .where(and(here, eq(credentials.state, 'reconnect')));
  await tx
    .update(credentials)
    .set(proveAgain)
    .where(and(here, eq(credentials.state, 'failed')));
}

/**
 * Writes down why there are no tokens. Somebody else's business by now, it is nobody's: the newer tokens are what counts,
 * whatever a provider said of the former ones.
 */
export async function saveFailure(
  settling: Settling,
  of: Pick<Claim, 'host' | 'generation' | 'leaseGeneration' | 'version'> & GrantPlace,
  failure: TokenFailure,
  /** Null: nothing was claimed, so nothing has left. */
  replay: Replay | null,
): Promise<void> {
  const record = await recorder(settling.scope);
  await save(async (tx, now) => {
    // A limit is one client's own: whoever asks too often keeps nobody else away.
    if (failure.class === 'provider' && failure.code !== 'rate_limited')
      await noteFailure(tx, now, of.host, failure.code);
    else if (replay !== null && failure.class !== 'ours') await noteAnswer(tx, of.host);
    const grant = await findGrant(tx, of);
    if (!grant || !isOf(of, grant)) return;
    const failed = afterFailure(grant, failure, { replay, now, random: Math.random });
    await writeFailed(tx, now, { settling, grant, failed, record });
  });
}

/** The same where nothing can be asked any more: the answer to what was sent is lost. Whoever was faster decides. */
export async function saveLoss(settling: Settling, seen: GrantRow): Promise<void> {
  const record = await recorder(settling.scope);
  await save(async (tx, now) => {
    const grant = await findGrant(tx, seen);
    if (!grant || !isOf(seen, grant) || grant.sentAt === null) return;
    await writeFailed(tx, now, { settling, grant, failed: ended(grant, lostAnswer, now), record });
  });
}

interface Failing {
  readonly settling: Settling;
  readonly grant: GrantRow;
  readonly failed: Failed;
  readonly record: Recorder;
}

async function writeFailed(tx: Tx, now: number, { settling, grant, failed, record }: Failing): Promise<void> {
  const { row, hasEnded, isFirst } = failed;
  await setGrant(tx, grant, { ...row, leaseOwner: null, leasedUntil: null });
  const said = { code: row.failureCode, message: row.failureMessage };
  const target = targetOf(grant, settling.name);
  if (hasEnded) {
    await tx
      .update(credentials)
      .set({
        state: 'reconnect',
        stateCode: 'reconnect_needed',
        stateMessage: row.failureMessage,
        stateFix: row.failureFix,
        verifyDueAt: null,
      })
      .where(and(ofCredential(grant, grant.version), ne(credentials.state, 'unreadable')));
    await record(tx, now, { action: 'credential.refresh_failed', ...target, detail: said });
    await noteReconnect(tx, now, { ...grant, name: settling.name });
  } else if (isFirst) await record(tx, now, { action: 'credential.refresh_pending', ...target, detail: said });
}
