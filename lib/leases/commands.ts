import { and, eq, isNull, lte, or } from 'drizzle-orm';
import { compareAndSet, type Closure, type Tx } from '#db/client.ts';
import { credentials } from '#db/schema/credentials.ts';
import { grants } from '#db/schema/oauth.ts';
import { patiently } from '#db/stubborn.ts';
import { codeOf, log } from '#lib/log.ts';
import { ownProgram } from '#lib/programs.ts';
import { barrierAt, type Barrier } from '#lib/refresh-hosts/queries.ts';
import { isLeased, leaseMs, renewMs, type Seen } from './model.ts';
import { findSeen, ofGrant, type GrantPlace } from './queries.ts';

/** What entitles to one token request, and to save its answer: as long as the row says the same. */
export interface Claim extends GrantPlace {
  readonly host: string;
  readonly version: number;
  readonly generation: number;
  readonly leaseGeneration: number;
  /** When the token of this generation left for the first time, on the database's clock. */
  readonly sentAt: number;
  /** When it was claimed, on the same clock. */
  readonly claimedAt: number;
}

export type Claimed =
  | { readonly kind: 'claimed'; readonly claim: Claim }
  | Barrier
  /** Somebody was faster, or it is not what was seen any more. */
  | { readonly kind: 'changed' };

/**
 * Takes a grant as it was seen, and writes down that its token leaves now: both are on disk before it does. Nobody else
 * gets it while the lease runs.
 */
export async function claimGrant(place: GrantPlace, seen: Seen, insists: boolean): Promise<Claimed> {
  const { host } = seen.grant;
  const claim = await take(place, seen);
  if (!claim) return { kind: 'changed' };
  const barrier = await barrierAt({ host, insists, own: 1 }).catch(async (error: unknown) => {
    await giveBack(claim, seen);
    throw error;
  });
  if (!barrier) return { kind: 'claimed', claim };
  await giveBack(claim, seen);
  return barrier;
}

/** Null: somebody was faster, or it is not what was seen any more. */
function take(place: GrantPlace, { grant, now: seenAt }: Seen): Promise<Claim | null> {
  // Whoever has it still, and is gone, does not come back.
  const goneOwner = grant.leaseOwner !== null && !isLeased(grant, seenAt) ? grant.leaseOwner : null;
  const leaseGeneration = grant.leaseGeneration + 1;
  return compareAndSet(async (tx, now) => {
    if (!(await isCurrent(tx, place, grant.version))) return null;
    const sentAt = grant.sentAt ?? now;
    const sentCount = grant.sentCount + 1;
    const isFree = or(
      isNull(grants.leasedUntil),
      lte(grants.leasedUntil, now),
      goneOwner === null ? undefined : eq(grants.leaseOwner, goneOwner),
    );
    const taken = await tx
      .update(grants)
      .set({ leaseOwner: ownProgram, leasedUntil: now + leaseMs, leaseGeneration, sentAt, sentCount })
      .where(and(ofGrant(place), asSeen(grant), eq(grants.leaseGeneration, grant.leaseGeneration), isFree))
      .returning({ id: grants.credentialId });
    const { host, version, generation } = grant;
    return taken.length > 0 ? { ...place, host, version, generation, leaseGeneration, sentAt, claimedAt: now } : null;
  });
}

const asSeen = (grant: Seen['grant']) =>
  and(
    eq(grants.version, grant.version),
    eq(grants.generation, grant.generation),
    eq(grants.sentCount, grant.sentCount),
    eq(grants.state, grant.state),
  );

/** Nothing has left: it is as it was before. A lease that only ran out would say that an answer was lost. */
function giveBack(claim: Claim, { grant }: Seen): Promise<void> {
  const write: Closure<void> = async (tx) => {
    await tx
      .update(grants)
      .set({ leaseOwner: null, leasedUntil: null, sentAt: grant.sentAt, sentCount: grant.sentCount })
      .where(and(ofGrant(claim), eq(grants.leaseGeneration, claim.leaseGeneration)));
  };
  return patiently(() => compareAndSet(write), leaseMs);
}

/** What is in the trash, or has another version by now, is not refreshed. */
async function isCurrent(tx: Tx, { tenantId, workspaceId, credentialId }: GrantPlace, version: number) {
  const [row] = await tx
    .select({ id: credentials.id })
    .from(credentials)
    .where(
      and(
        eq(credentials.tenantId, tenantId),
        eq(credentials.workspaceId, workspaceId),
        eq(credentials.id, credentialId),
        eq(credentials.version, version),
        isNull(credentials.deletedAt),
      ),
    );
  return row !== undefined;
}

export interface KeptLease {
  /** Aborts when somebody else has it. */
  readonly signal: AbortSignal;
  readonly end: () => void;
}

/** Renews a lease while its request runs and its answer is saved. */
export function keepLease(claim: Claim): KeptLease {
  const lost = new AbortController();
  const timer = setInterval(() => {
    renew(claim)
      .then((standing) => {
        if (standing === 'held') return;
        clearInterval(timer);
        if (standing === 'taken') lost.abort(new Error('The lease was lost.'));
      })
      .catch((error: unknown) => log.warn({ credentialId: claim.credentialId, error: codeOf(error) }, 'not renewed'));
  }, renewMs);
  timer.unref();
  return { signal: lost.signal, end: () => clearInterval(timer) };
}

/**
 * `taken`: somebody else asks with the same token. `over`: the credential has newer tokens, or is gone; whoever asked
 * with the former ones may hear the answer, as they are kept with their version.
 */
async function renew(claim: Claim): Promise<'held' | 'taken' | 'over'> {
  const renewed = await compareAndSet(async (tx, now) =>
    tx
      .update(grants)
      .set({ leasedUntil: now + leaseMs })
      .where(and(ofGrant(claim), eq(grants.leaseGeneration, claim.leaseGeneration), eq(grants.leaseOwner, ownProgram)))
      .returning({ id: grants.credentialId }),
  );
  if (renewed.length > 0) return 'held';
  const seen = await findSeen(claim);
  return seen?.grant.generation === claim.generation ? 'taken' : 'over';
}

/** It never will be refreshed as it is: whoever changes that makes it due again. */
export async function clearDue(place: GrantPlace, { grant }: Seen): Promise<void> {
  await compareAndSet(async (tx) => {
    await tx
      .update(grants)
      .set({ refreshDueAt: null })
      .where(and(ofGrant(place), eq(grants.generation, grant.generation), eq(grants.state, grant.state)));
  });
}

/** The lease of a program that is gone: it is due at once, unless somebody was faster. */
export async function releaseLapsed(place: GrantPlace, { grant, now: seenAt }: Seen): Promise<void> {
  const isDue = grant.state === 'live' || grant.state === 'retrying';
  await compareAndSet(async (tx) => {
    await tx
      .update(grants)
      .set({ leaseOwner: null, leasedUntil: null, ...(isDue && { refreshDueAt: seenAt }) })
      .where(
        and(
          ofGrant(place),
          eq(grants.generation, grant.generation),
          eq(grants.leaseGeneration, grant.leaseGeneration),
          eq(grants.sentCount, grant.sentCount),
        ),
      );
  });
}
