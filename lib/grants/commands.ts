import { setTimeout as pause } from 'node:timers/promises';
import type { Tx } from '#db/client.ts';
import { transactStubbornly } from '#db/stubborn.ts';
import type { AuthType } from '#db/schema/credentials.ts';
import { grants } from '#db/schema/oauth.ts';
import { recorder } from '#lib/audit/commands.ts';
import { authorise, type WorkspaceCtx } from '#lib/ctx.ts';
import { AppError, isAppError, notFound } from '#lib/errors.ts';
import { dueAt, endOf, factsOf, takenBackCode } from '#lib/grant-rows/model.ts';
import { requireHeld } from '#lib/holders/queries.ts';
import { clearDue } from '#lib/leases/commands.ts';
import { aheadMs, decide, isLiving, type Cause, type Seen } from '#lib/leases/model.ts';
import { findSeen, ofGrant, placeOf } from '#lib/leases/queries.ts';
import { refreshGrant } from '#lib/refreshes/commands.ts';
import { openOrQuarantine, prepareTokens } from '#lib/versions/commands.ts';
import type { OpenedVersion } from '#lib/versions/queries.ts';
import { livingWaitMs, lookMs, notNow, reconnectNeeded, refreshRefused, waitMsMax } from './model.ts';
import { describeGrant, findGeneration } from './queries.ts';
import type { GrantDto } from './schema.ts';

interface Row {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly authType: AuthType;
}

/**
 * The current secret in clear, for the server alone. An access token that ends within a minute, or within `validMs`, is
 * refreshed first, by whoever is first: everybody else waits for that.
 * @throws AppError OAU-301 when only a person can give new tokens; OAU-302, with `retryAt`, when the provider gives none
 *   now; UNREADABLE. Never while the token that is there still lives.
 */
export async function openFresh(ctx: WorkspaceCtx, row: Row, validMs: number = aheadMs): Promise<OpenedVersion> {
  if (row.authType !== 'oauth2') return openOrQuarantine(ctx, row);
  const version = await keepFresh(ctx, row.id, Math.max(validMs, aheadMs));
  return openOrQuarantine(ctx, { ...row, version: version ?? row.version });
}

/** The version that is current once its token may be handed out. Null: there are no tokens to keep alive. */
async function keepFresh(ctx: WorkspaceCtx, id: string, validMs: number): Promise<number | null> {
  const known = underWay.get(keyOf(ctx, id, 'demand', validMs));
  if (known) return known;
  const seen = await findSeen(placeOf(ctx, id));
  if (!seen) return null;
  return decide(seen, 'demand', validMs).kind === 'keep' ? seen.currentVersion : shared(ctx, id, 'demand', validMs);
}

/** Of this program: whoever needs the same tokens at the same time waits for one and the same refresh. */
const underWay = new Map<string, Promise<number | null>>();

/** What one insists on is not answered by what another would have let be. */
const keyOf = (ctx: WorkspaceCtx, id: string, cause: Cause, validMs: number): string =>
  [ctx.tenantId, ctx.workspaceId, id, cause, validMs].join(' ');

function shared(ctx: WorkspaceCtx, id: string, cause: Cause, validMs = aheadMs): Promise<number | null> {
  const key = keyOf(ctx, id, cause, validMs);
  const known = underWay.get(key);
  if (known) return known;
  const work = bringAbout(ctx, id, cause, validMs).finally(() => underWay.delete(key));
  underWay.set(key, work);
  return work;
}

/**
 * Looks, does what is to be done, and looks again, until nothing is to be done any more. Answers which version is current
 * then.
 */
async function bringAbout(ctx: WorkspaceCtx, id: string, cause: Cause, validMs: number): Promise<number | null> {
  const startedAt = performance.now();
  for (let looks = 0; ; looks += 1) {
    const seen = await findSeen(placeOf(ctx, id));
    if (!seen) return null;
    const decision = decide(seen, cause, validMs);
    if (decision.kind === 'refuse') throw refusal(seen, decision.why, decision.retryAt);
    if (decision.kind === 'undue') await clearDue(placeOf(ctx, id), seen);
    if (decision.kind === 'keep' || decision.kind === 'undue') return seen.currentVersion;
    const outcome = decision.kind === 'refresh' ? await refreshGrant(ctx, seen, cause) : 'waiting';
    if (outcome === 'refreshed') return (await findSeen(placeOf(ctx, id)))?.currentVersion ?? null;
    if (cause === 'due' || (cause === 'person' && outcome === 'failed')) return seen.currentVersion;
    if (outcome !== 'waiting') continue;
    const waitedMs = performance.now() - startedAt;
    if (waitedMs > livingWaitMs && cause === 'demand' && isLiving(seen.grant, seen.now)) return seen.currentVersion;
    if (waitedMs > waitMsMax) throw notNow(seen, null);
    await pause(Math.min(lookMs.max, lookMs.first * 2 ** Math.min(looks, 8)));
  }
}

const refusal = (seen: Seen, why: 'reconnect' | 'later', retryAt: number | null) =>
  why === 'reconnect' ? reconnectNeeded(seen) : notNow(seen, retryAt);

/** For the job: a refresh that is due. What was due and cannot be refreshed is not any more. */
export async function refreshDue(ctx: WorkspaceCtx, credentialId: string): Promise<void> {
  await shared(ctx, credentialId, 'due');
}

/**
 * Asks the provider because a person said so, also where nobody else would any more.
 * @throws AppError OAU-301 where there is nothing to refresh it with, or its access was taken back: nobody is asked
 */
export async function refreshNow(ctx: WorkspaceCtx, id: string): Promise<GrantDto> {
  authorise(ctx, 'credential.refresh');
  await requireGrant(ctx, id);
  await shared(ctx, id, 'person');
  return requireDescribed(ctx, id);
}

/**
 * The same for whoever has to be told where it did not work.
 * @throws AppError OAU-301 when only a person can give new tokens, whether the last one lives or not; OAU-302 when it has
 *   ended and the provider gives no other now
 */
export async function refreshOrRefuse(ctx: WorkspaceCtx, id: string): Promise<void> {
  await refreshNow(ctx, id);
  const seen = await requireGrant(ctx, id);
  const { grant, pausedUntil, now } = seen;
  if (grant.state === 'reconnect') throw refreshRefused(seen);
  if (grant.failingSince === null || isLiving(grant, now)) return;
  const retryAt = Math.max(grant.refreshDueAt ?? 0, pausedUntil ?? 0);
  throw notNow(seen, retryAt > now ? retryAt : null);
}

/** Refreshing by itself, or not. The tokens stay as they are. */
export async function setRefreshing(ctx: WorkspaceCtx, { id, on }: { id: string; on: boolean }): Promise<GrantDto> {
  authorise(ctx, 'credential.refresh');
  const record = await recorder(ctx);
  const { name } = await requireGrant(ctx, id);
  await transactStubbornly(async (tx, now) => {
    const [grant] = await tx
      .select()
      .from(grants)
      .where(ofGrant(placeOf(ctx, id)));
    if (!grant) throw notFound('This credential');
    const isStopped = grant.state === 'stopped';
    if (on !== isStopped || grant.state === 'reconnect') return;
    const isDue = on && grant.appId !== null && grant.isRefreshable;
    await tx
      .update(grants)
      .set({ state: on ? 'live' : 'stopped', refreshDueAt: isDue ? dueAt(id, now, grant.accessExpiresAt) : null })
      .where(ofGrant(placeOf(ctx, id)));
    const action = on ? 'credential.refreshing_resumed' : 'credential.refreshing_stopped';
    await record(tx, now, { action, targetKind: 'credential', targetId: id, targetLabel: name });
  });
  return requireDescribed(ctx, id);
}

async function requireGrant(ctx: WorkspaceCtx, id: string): Promise<Seen> {
  await requireHeld(ctx, id);
  const seen = await findSeen(placeOf(ctx, id));
  if (!seen || seen.isDeleted) throw notFound('This credential');
  return seen;
}

async function requireDescribed(ctx: WorkspaceCtx, id: string): Promise<GrantDto> {
  const grant = await describeGrant(ctx, id);
  if (!grant) throw notFound('This credential');
  return grant;
}

/**
 * Part of a save that carries saved tokens on: whether they are still those of that generation, nobody asks for newer ones
 * now, and they do not wait to be removed as somebody took them back. False: read them again.
 */
export async function keepsGeneration(
  tx: Tx,
  ctx: WorkspaceCtx,
  credentialId: string,
  generation: number | null,
): Promise<boolean> {
  const [row] = await tx
    .select({
      generation: grants.generation,
      leasedUntil: grants.leasedUntil,
      failureCode: grants.failureCode,
      eraseDueAt: grants.eraseDueAt,
    })
    .from(grants)
    .where(ofGrant(placeOf(ctx, credentialId)));
  if (!row) return generation === null;
  const isLeaving = row.failureCode === takenBackCode && row.eraseDueAt !== null;
  return row.generation === generation && row.leasedUntil === null && !isLeaving;
}

/** Part of a save: what follows for the credential itself. Null: its tokens are others by now, and nothing was changed. */
export type SaveEnd = (tx: Tx, now: number) => Promise<{ readonly expiresAt: number | null } | null>;

interface SaidEnd {
  readonly version: OpenedVersion;
  /** Of the tokens in it. */
  readonly generation: number;
  /** As a secret has it. */
  readonly expiresAt: string;
}

/**
 * The tokens of a credential end at another time than was said when they were saved. They stay the same, and so does what
 * is known of their refreshes.
 */
export async function prepareEnd(ctx: WorkspaceCtx, id: string, { version, generation, expiresAt }: SaidEnd) {
  const corrected = { ...version, secret: { ...version.secret, expiresAt } };
  const replace = await prepareTokens(ctx, id, corrected);
  const accessExpiresAt = factsOf(corrected)?.accessExpiresAt ?? null;
  const saveEnd: SaveEnd = async (tx, now) => {
    const [grant] = await tx
      .select()
      .from(grants)
      .where(ofGrant(placeOf(ctx, id)));
    if (grant?.generation !== generation || !(await replace(tx))) return null;
    const isDue = grant.state === 'live' && grant.appId !== null && grant.isRefreshable;
    await tx
      .update(grants)
      .set({ accessExpiresAt, ...(isDue && { refreshDueAt: dueAt(id, now, accessExpiresAt) }) })
      .where(ofGrant(placeOf(ctx, id)));
    return { expiresAt: endOf({ ...grant, accessExpiresAt }) };
  };
  return saveEnd;
}

/** Part of the save of a credential: refuses it where its tokens are not to be carried on. */
type Keeping = (tx: Tx, now: number, credentialId: string) => Promise<void>;

/** That the tokens which are carried on are still those that were read, and nobody asks for newer ones. */
export const keeping =
  (ctx: WorkspaceCtx, generation: number | null): Keeping =>
  async (tx, _now, credentialId) => {
    if (!(await keepsGeneration(tx, ctx, credentialId, generation))) throw overtaken();
  };

const overtaken = () => new AppError('BUSY', 'The token was refreshed just now. Nothing was saved; save once more.');

const savesMax = 3;

/** A save that carries tokens on, begun again where a refresh overtook it. */
export async function untilKept<T>(ctx: WorkspaceCtx, credentialId: string, save: (keeps: Keeping) => Promise<T>) {
  for (let saves = 1; ; saves += 1) {
    try {
      return await save(keeping(ctx, await findGeneration(ctx, credentialId)));
    } catch (error) {
      if (!isAppError(error, 'BUSY') || saves === savesMax) throw error;
    }
  }
}
