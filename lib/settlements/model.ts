import { hourMs, minuteMs, secondMs } from '#lib/clock.ts';
import { timeText, type GrantRow } from '#lib/grant-rows/model.ts';
import { isLost, type Replay } from '#lib/leases/model.ts';
import type { TokenFailure, Tokens } from '#lib/oauth/schema.ts';
import type { Secret } from '#lib/versions/model.ts';

/** An answer that is not saved is lost: trouble of the database is waited out. */
export const patienceMs = 5 * minuteMs;

/** What a provider's keeper may need to mend it; and for how long tokens that have ended are kept all the same. */
export const keptMs = 48 * hourMs;
/** Inside of a provider's grace there is no time to lose. */
const hurryMs = secondMs;

const backoff = {
  provider: { first: 10 * secondMs, max: 15 * minuteMs },
  client: { first: 5 * minuteMs, max: 6 * hourMs },
  ours: { first: minuteMs, max: 30 * minuteMs },
} as const;

/** When to try again: doubling, and for a provider with jitter, so that its callers do not come back together. */
export function delayAfter(failure: TokenFailure, attempts: number, random: () => number): number {
  if (failure.class === 'revoked') return 0;
  const { first, max } = backoff[failure.class];
  const doubled = Math.min(max, first * 2 ** Math.min(attempts - 1, 20));
  if (failure.class !== 'provider') return doubled;
  const jittered = Math.floor(first + random() * Math.max(0, Math.min(max, doubled * 2) - first));
  return failure.retryAfterMs === null ? jittered : Math.max(failure.retryAfterMs, secondMs);
}

export const lostAnswer: TokenFailure = {
  class: 'revoked',
  code: 'answer_lost',
  message: 'The refresh token was sent, and its answer was never read. It may be used up.',
  fix: 'Connect again. The provider takes a refresh token once.',
  retryAfterMs: null,
  mayHaveArrived: true,
};

type Episode = Pick<
  GrantRow,
  | 'state'
  | 'refreshDueAt'
  | 'sentAt'
  | 'sentCount'
  | 'failingSince'
  | 'failureClass'
  | 'failureCode'
  | 'failureMessage'
  | 'failureFix'
  | 'attempts'
  | 'eraseDueAt'
>;

export interface Failed {
  readonly row: Episode;
  /** Only a person can mend it, from now on. */
  readonly hasEnded: boolean;
  /** The first failure after all was well. */
  readonly isFirst: boolean;
}

interface Course {
  /** Null: nothing was claimed, so nothing has left. */
  readonly replay: Replay | null;
  readonly now: number;
  readonly random: () => number;
}

/** What a failure makes of a grant. One that had ended before stays so, whoever tried. */
export function afterFailure(grant: GrantRow, failure: TokenFailure, { replay, now, random }: Course): Failed {
  const sent = sentAfter(grant, failure, replay);
  if (replay !== null && isLost(sent, replay, now)) return ended(grant, lostAnswer, now);
  const since = grant.failingSince ?? now;
  if (grant.state === 'reconnect' || isFinal(failure, now - since)) return ended(grant, failure, now);
  const attempts = grant.failureClass === failure.class ? grant.attempts + 1 : 1;
  const delayMs = delayAfter(failure, attempts, random);
  const graceDelayMs = failure.mayHaveArrived ? 0 : Math.min(delayMs, hurryMs);
  const isStopped = grant.state === 'stopped';
  return {
    row: {
      ...episode(since, failure),
      ...sent,
      state: isStopped ? 'stopped' : 'retrying',
      refreshDueAt: isStopped ? null : now + (sent.sentAt === null ? delayMs : graceDelayMs),
      attempts,
      eraseDueAt: null,
    },
    hasEnded: false,
    isFirst: grant.failingSince === null,
  };
}

/** Also where the tokens may not go to the token endpoint there is now: they never will. */
const isFinal = (failure: TokenFailure, failingMs: number): boolean =>
  failure.class === 'revoked' || failure.code === 'OUT-104' || (failure.class === 'client' && failingMs >= keptMs);

type Sent = Pick<GrantRow, 'sentAt' | 'sentCount'>;

/** A request that was not carried out takes nothing away from the token; one before it may have. */
function sentAfter({ sentAt, sentCount }: GrantRow, failure: TokenFailure, replay: Replay | null): Sent {
  if (replay === null) return { sentAt, sentCount };
  const isOnce = replay.graceMs !== null;
  if (isOnce && failure.mayHaveArrived) return { sentAt, sentCount };
  return isOnce && sentCount > 1 ? { sentAt, sentCount: sentCount - 1 } : { sentAt: null, sentCount: 0 };
}

export const ended = (grant: GrantRow, failure: TokenFailure, now: number): Failed => ({
  row: {
    ...episode(grant.failingSince ?? now, failure),
    state: 'reconnect',
    refreshDueAt: null,
    sentAt: null,
    sentCount: 0,
    attempts: grant.attempts + 1,
    eraseDueAt: grant.state === 'reconnect' ? grant.eraseDueAt : now + keptMs,
  },
  hasEnded: grant.state !== 'reconnect',
  isFirst: grant.failingSince === null,
});

const episode = (failingSince: number, failure: TokenFailure) => ({
  failingSince,
  failureClass: failure.class,
  failureCode: failure.code,
  failureMessage: failure.message,
  failureFix: failure.fix,
});

/** The secret with newer tokens in it. A provider that sends no refresh token means the one that is there. */
export function secretWith(secret: Secret, tokens: Tokens): Secret {
  const { refreshToken: _refresh, refreshExpiresAt: _end, ...others } = secret;
  const refreshToken = tokens.refreshToken ?? secret['refreshToken'];
  const refreshExpiresAt = refreshEndOf(tokens, secret['refreshExpiresAt']);
  return {
    ...others,
    accessToken: tokens.accessToken,
    expiresAt: timeText(tokens.expiresAt),
    ...(refreshToken !== undefined && { refreshToken }),
    ...(refreshExpiresAt !== undefined && { refreshExpiresAt }),
  };
}

function refreshEndOf(tokens: Tokens, before: string | undefined): string | undefined {
  if (tokens.refreshExpiresAt !== null) return timeText(tokens.refreshExpiresAt);
  return tokens.refreshToken === null ? before : undefined;
}
