import { setTimeout as pause } from 'node:timers/promises';
import { transact, type Closure } from '#db/client.ts';
import { patiently } from '#db/stubborn.ts';
import { recorder } from '#lib/audit/commands.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { isAppError } from '#lib/errors.ts';
import type { GrantRow } from '#lib/grant-rows/model.ts';
import type { Claim } from '#lib/leases/commands.ts';
import { isLeased } from '#lib/leases/model.ts';
import { findSeen } from '#lib/leases/queries.ts';
import { log } from '#lib/log.ts';
import {
  findGrant,
  isoOf,
  renewGrant,
  targetOf,
  type Given,
  type Sent,
  type Settling,
} from '#lib/settlements/commands.ts';
import { patienceMs, secretWith } from '#lib/settlements/model.ts';
import { prepareTokens } from '#lib/versions/commands.ts';
import { openVersion } from '#lib/versions/queries.ts';

const restMs = 250;

export interface Late {
  readonly settling: Settling;
  readonly claim: Claim;
  readonly sent: Sent;
  readonly answer: Given;
}

/**
 * The credential was overridden, connected again or undone while its provider was asked. The tokens follow the one they
 * replace: into the version it came from, so that a later undo finds them, and into the current one where that holds a
 * copy of it. Never over anything newer.
 */
export async function keepLateTokens(late: Late): Promise<void> {
  const givesUpAt = performance.now() + patienceMs;
  for (;;) {
    const seen = await findSeen(late.claim);
    if (!seen) return;
    // Somebody asks with the same token: what they are given is newer.
    const isAsked = isLeased(seen.grant, seen.now);
    if (isAsked && performance.now() < givesUpAt) await pause(restMs);
    else if (await keepIn(late, seen.grant)) return;
  }
}

/** False: the credential has moved on once more. */
async function keepIn(late: Late, grant: GrantRow): Promise<boolean> {
  const { settling, claim, answer } = late;
  const own = grant.version === claim.version ? null : await heirOf(late, claim.version);
  const current = await heirOf(late, grant.version);
  const record = await recorder(settling.scope);
  const write: Closure<boolean> = async (tx, now) => {
    const here = await findGrant(tx, claim);
    if (!here) return true;
    if (here.generation !== grant.generation || here.version !== grant.version) return false;
    const isKept = (await own?.(tx)) ?? false;
    const isCurrent = (await current?.(tx)) ?? false;
    if (isCurrent) await renewGrant(tx, now, here, answer);
    if (!isKept && !isCurrent) {
      log.warn({ credentialId: claim.credentialId }, 'tokens came for a version that is gone');
      return true;
    }
    const version = isCurrent ? here.version : claim.version;
    await record(tx, now, {
      action: 'credential.refreshed',
      ...targetOf(claim, settling.name),
      detail: { version, expiresAt: isoOf(answer.tokens.expiresAt) },
    });
    return true;
  };
  return patiently(() => transact(write), patienceMs);
}

/** Puts the tokens into a version that holds the one that was sent. Null: it holds another, or cannot be read. */
async function heirOf({ settling, claim, sent, answer }: Late, number: number) {
  const version = await openKept(settling.ctx, claim.credentialId, number);
  if (!version || version.secret['refreshToken'] !== (sent.refreshToken ?? undefined)) return null;
  const isOwn = number === claim.version;
  if (sent.refreshToken === null && !isOwn) return null;
  return prepareTokens(settling.ctx, claim.credentialId, {
    ...version,
    secret: secretWith(version.secret, answer.tokens),
  });
}

const openKept = (ctx: WorkspaceCtx, credentialId: string, number: number) =>
  openVersion(ctx, credentialId, number).catch((error: unknown) => {
    if (isAppError(error, 'NOT_FOUND') || isAppError(error, 'UNREADABLE')) return null;
    throw error;
  });
