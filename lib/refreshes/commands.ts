import type { AuditScope } from '#lib/audit/commands.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { isAppError } from '#lib/errors.ts';
import { keepLateTokens } from '#lib/late-tokens/commands.ts';
import { claimGrant, clearDue, keepLease, releaseLapsed, type Claim } from '#lib/leases/commands.ts';
import { isLeased, isLost, type Cause, type Seen } from '#lib/leases/model.ts';
import { findSeen, placeOf, type GrantPlace } from '#lib/leases/queries.ts';
import { codeOf, log } from '#lib/log.ts';
import type { TokenAnswer } from '#lib/oauth/schema.ts';
import { barrierAt } from '#lib/refresh-hosts/queries.ts';
import { saveFailure, saveLoss, saveTokens, type Settling } from '#lib/settlements/commands.ts';
import { openOrQuarantine } from '#lib/versions/commands.ts';
import type { OpenedVersion } from '#lib/versions/queries.ts';
import { brokenHere } from './model.ts';
import { prepareRequest, type Request } from './queries.ts';

/**
 * `refreshed`: newer tokens are stored. `failed`: why is stored. `waiting`: the provider has no room, or is paused.
 * `changed`: it is not what was seen any more.
 */
export type Outcome = 'refreshed' | 'failed' | 'waiting' | 'changed';

/**
 * One refresh of a grant as it was seen, if it still is so: claimed, asked for, stored. Trouble of the provider is an
 * outcome, not an error.
 * @throws AppError UNREADABLE when the tokens cannot be opened; then the credential says so
 */
export async function refreshGrant(ctx: WorkspaceCtx, seen: Seen, cause: Cause): Promise<Outcome> {
  const { grant, name } = seen;
  const place = placeOf(ctx, grant.credentialId);
  const insists = cause === 'person';
  if (await barrierAt({ host: grant.host, insists, own: 0 })) return 'waiting';
  const settling: Settling = { ctx, name, scope: scopeOf(ctx, cause) };
  const version = await openTokens(ctx, seen);
  const prepared = await prepareRequest(ctx, grant, version);
  if (!prepared.ok) {
    await saveFailure(settling, grant, prepared.failure, null);
    return 'failed';
  }
  const { request } = prepared;
  if (isLost(grant, request.replay, seen.now)) {
    await saveLoss(settling, grant);
    return 'failed';
  }
  const claimed = await claimGrant(place, seen, insists);
  if (claimed.kind === 'changed') return 'changed';
  if (claimed.kind !== 'claimed') return 'waiting';
  return askAndKeep(settling, claimed.claim, version, request);
}

/** What nobody can read, nobody refreshes. */
async function openTokens(ctx: WorkspaceCtx, seen: Seen): Promise<OpenedVersion> {
  const { credentialId: id, version } = seen.grant;
  try {
    return await openOrQuarantine(ctx, { id, name: seen.name, version });
  } catch (error) {
    if (isAppError(error, 'UNREADABLE')) await clearDue(placeOf(ctx, id), seen);
    throw error;
  }
}

async function askAndKeep(
  settling: Settling,
  claim: Claim,
  version: OpenedVersion,
  request: Request,
): Promise<'refreshed' | 'failed'> {
  const lease = keepLease(claim);
  const sent = { version, refreshToken: request.refreshToken };
  try {
    const answer = await ask(claim, request, lease.signal);
    if (!answer.ok) {
      await saveFailure(settling, claim, answer.failure, request.replay);
      return 'failed';
    }
    const isSaved = await saveTokens(settling, claim, sent, answer);
    if (!isSaved) await keepLateTokens({ settling, claim, sent, answer });
    return 'refreshed';
  } finally {
    lease.end();
  }
}

/** The engine throws nothing for a provider; what it throws all the same says nothing about what has arrived. */
async function ask(claim: Claim, request: Request, signal: AbortSignal): Promise<TokenAnswer> {
  try {
    return await request.send(claim.claimedAt, signal);
  } catch (error) {
    log.error({ credentialId: claim.credentialId, error: codeOf(error) }, 'refresh failed here');
    return { ok: false, failure: brokenHere };
  }
}

/** What nobody in particular has asked for, Keyhaven does. */
const scopeOf = (ctx: WorkspaceCtx, cause: Cause): AuditScope =>
  cause === 'person'
    ? ctx
    : {
        tenantId: ctx.tenantId,
        workspaceId: ctx.workspaceId,
        actor: { kind: 'system', id: 'refresh', label: 'Keyhaven' },
        requestId: ctx.requestId,
        address: 'local',
      };

/**
 * For the job: a grant whose lease is over although nobody gave it back. What can be sent again is due at once; what
 * cannot says that it needs a person.
 */
export async function settleLapsed(ctx: WorkspaceCtx, place: GrantPlace): Promise<void> {
  const seen = await findSeen(place);
  if (!seen || seen.grant.leasedUntil === null || isLeased(seen.grant, seen.now)) return;
  const version = await openTokens(ctx, seen);
  const prepared = await prepareRequest(ctx, seen.grant, version);
  const settling: Settling = { ctx, name: seen.name, scope: scopeOf(ctx, 'due') };
  if (prepared.ok && isLost(seen.grant, prepared.request.replay, seen.now)) await saveLoss(settling, seen.grant);
  else await releaseLapsed(place, seen);
}
