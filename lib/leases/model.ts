import { minuteMs, secondMs } from '#lib/clock.ts';
import { floorMs, takenBackCode, type GrantRow } from '#lib/grant-rows/model.ts';
import { isGone } from '#lib/programs.ts';

/** A lease is renewed while its request runs; whoever is killed keeps the others away no longer than this. */
export const leaseMs = 15 * secondMs;
export const renewMs = 5 * secondMs;

/** A token that ends within this time is refreshed before it is handed out, where nobody asks for more. */
export const aheadMs = minuteMs;
/** A clock that went back is one when tokens are from so far ahead. */
const slackMs = minuteMs;

/** A grant beside its credential and its provider's troubles, at one moment of the database's clock. */
export interface Seen {
  readonly grant: GrantRow;
  readonly name: string;
  /** Of the credential: which version is current, and whether it is in the trash. */
  readonly currentVersion: number;
  readonly isDeleted: boolean;
  readonly pausedUntil: number | null;
  readonly now: number;
}

/** `demand`: somebody needs the token. `due`: the job. `person`: somebody said so. */
export type Cause = 'demand' | 'due' | 'person';

export type Decision =
  /** Nothing to do: what is saved may be handed out. */
  | { readonly kind: 'keep' }
  | { readonly kind: 'refresh' }
  /** Somebody refreshes it now. */
  | { readonly kind: 'wait' }
  /** It is due and never will be. */
  | { readonly kind: 'undue' }
  | { readonly kind: 'refuse'; readonly why: 'reconnect' | 'later'; readonly retryAt: number | null };

const keep: Decision = { kind: 'keep' };
const refresh: Decision = { kind: 'refresh' };
const reconnect: Decision = { kind: 'refuse', why: 'reconnect', retryAt: null };

type Ends = Pick<GrantRow, 'tokensAt' | 'accessExpiresAt'>;

/** Saved under a clock that has been put back since: how long its tokens live, nobody can tell. */
const isFromAhead = ({ tokensAt }: Ends, now: number): boolean => tokensAt > now + slackMs;

/** Whether the access token may be used now. */
export const isLiving = (grant: GrantRow, now: number): boolean =>
  grant.accessExpiresAt === null || (grant.accessExpiresAt > now && !isFromAhead(grant, now));

/** Whether it ends within `withinMs`: then it is refreshed before it is handed out. */
export const endsSoon = (grant: Ends, now: number, withinMs: number = aheadMs): boolean =>
  grant.accessExpiresAt !== null && (grant.accessExpiresAt <= now + withinMs || isFromAhead(grant, now));

type Lease = Pick<GrantRow, 'leaseOwner' | 'leasedUntil'>;

/** Whether somebody asks its provider now, in whichever program. */
export const isLeased = ({ leaseOwner, leasedUntil }: Lease, now: number): boolean =>
  leasedUntil !== null && leasedUntil > now && !(leaseOwner !== null && isGone(leaseOwner));

/** What somebody took back nobody refreshes, though its tokens are there until the job has removed them. */
export const canRefresh = ({ appId, isRefreshable, failureCode }: GrantRow): boolean =>
  appId !== null && isRefreshable && failureCode !== takenBackCode;

/** When it may be asked again, after it was refreshed at `refreshedAt`. A token that lives shorter sets the pace. */
function floorEnd({ refreshedAt, accessExpiresAt }: GrantRow, now: number): number | null {
  if (refreshedAt === null || refreshedAt > now) return null;
  const lifeMs = accessExpiresAt === null ? floorMs : accessExpiresAt - refreshedAt;
  const end = refreshedAt + Math.min(floorMs, Math.max(lifeMs, 0));
  return end > now ? end : null;
}

/** Nobody waits for it: a token that lives for seconds is no reason to ask each second. */
const isResting = ({ refreshedAt }: GrantRow, now: number): boolean =>
  refreshedAt !== null && refreshedAt <= now && now < refreshedAt + floorMs;

/** What is to be done about a grant. Whoever needs its token may need it to live for longer than usual: `validMs`. */
export function decide(seen: Seen, cause: Cause, validMs: number = aheadMs): Decision {
  const { grant, now } = seen;
  const isOurs = !seen.isDeleted && grant.version === seen.currentVersion;
  if (cause === 'due') return decideDue(seen, isOurs);
  if (!isOurs) return keep;
  if (cause === 'person') {
    if (!canRefresh(grant)) return reconnect;
    if (isLeased(grant, now)) return { kind: 'wait' };
    return floorEnd(grant, now) === null ? refresh : keep;
  }
  return endsSoon(grant, now, validMs) ? decideNeeded(seen) : keep;
}

function decideDue({ grant, pausedUntil, now }: Seen, isOurs: boolean): Decision {
  if (grant.refreshDueAt === null || grant.refreshDueAt > now) return keep;
  const isKept = grant.state === 'live' || grant.state === 'retrying';
  if (!isOurs || !isKept || !canRefresh(grant)) return { kind: 'undue' };
  const mustWait = isLeased(grant, now) || (pausedUntil ?? 0) > now || isResting(grant, now);
  return mustWait ? keep : refresh;
}

/** A token that lives still is better than none. */
function decideNeeded({ grant, pausedUntil, now }: Seen): Decision {
  const orLiving = (otherwise: Decision): Decision => (isLiving(grant, now) ? keep : otherwise);
  if (grant.state === 'reconnect' || grant.state === 'stopped' || !canRefresh(grant)) return orLiving(reconnect);
  if (isLeased(grant, now)) return { kind: 'wait' };
  const nextTry = grant.state === 'retrying' ? grant.refreshDueAt : null;
  const retryAt = Math.max(nextTry ?? 0, pausedUntil ?? 0, floorEnd(grant, now) ?? 0);
  return retryAt > now ? orLiving({ kind: 'refuse', why: 'later', retryAt }) : refresh;
}

/** What a provider does with a refresh token that was used before. */
export interface Replay {
  /** Null: what is sent may be sent again and again. */
  readonly graceMs: number | null;
}

/**
 * Whether the answer to what was sent is lost, so that sending it again could end the grant: the provider takes a token
 * once, and not a second time, or no longer. `sentAt` and `now` are of one clock; one that went back proves nothing.
 */
export function isLost(grant: Pick<GrantRow, 'sentAt' | 'sentCount'>, { graceMs }: Replay, now: number): boolean {
  const { sentAt, sentCount } = grant;
  if (sentAt === null || graceMs === null) return false;
  return sentCount >= 2 || now < sentAt || now >= sentAt + graceMs;
}
