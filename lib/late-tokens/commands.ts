import { setTimeout as pause } from 'node:timers/promises';
import { transact, type Closure } from '#db/client.ts';
import { grants } from '#db/schema/oauth.ts';
import { patiently } from '#db/stubborn.ts';
import { recorder } from '#lib/audit/commands.ts';
import { takenBackCode, type GrantRow } from '#lib/grant-rows/model.ts';
import type { Claim } from '#lib/leases/commands.ts';
import { isLeased } from '#lib/leases/model.ts';
import { findSeen, ofGrant } from '#lib/leases/queries.ts';
import { log } from '#lib/log.ts';
import {
  findGrant,
  heirOf,
  holdersOf,
  isoOf,
  renewGrant,
  targetOf,
  type Given,
  type Sent,
  type Settling,
} from '#lib/settlements/commands.ts';
import { patienceMs } from '#lib/settlements/model.ts';

const restMs = 250;

export interface Late {
  readonly settling: Settling;
  readonly claim: Claim;
  readonly sent: Sent;
  readonly answer: Given;
}

/**
 * The credential was overridden, connected again or undone while its provider was asked. The tokens follow the one they
 * replace: into the version it came from, so that a later undo finds them, and into every one that holds a copy of it.
 * Never over anything newer.
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
  const { settling, claim, sent, answer } = late;
  const holders = await holdersOf(settling, claim, sent);
  const numbers = [...new Set([claim.version, ...holders])].filter((number) => number !== grant.version);
  const others = await Promise.all(numbers.map((number) => heirOf(settling, claim, { number, sent, answer })));
  const current = await heirOf(settling, claim, { number: grant.version, sent, answer });
  const record = await recorder(settling.scope);
  const write: Closure<boolean> = async (tx, now) => {
    const here = await findGrant(tx, claim);
    if (!here) return true;
    if (here.generation !== grant.generation || here.version !== grant.version) return false;
    let isKept = false;
    for (const other of others) isKept = (await other?.(tx)) || isKept;
    const isCurrent = (await current?.(tx)) ?? false;
    const isTakenBack = here.failureCode === takenBackCode;
    if (isCurrent && !isTakenBack) await renewGrant(tx, now, here, answer);
    // Whoever is about to make one of the others current, or to remove them all, has read what is used up by now.
    else if ((isKept || isCurrent) && here.leasedUntil === null)
      await tx
        .update(grants)
        .set({ generation: here.generation + 1 })
        .where(ofGrant(claim));
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
