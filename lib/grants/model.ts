import { secondMs } from '#lib/clock.ts';
import { AppError } from '#lib/errors.ts';
import type { Seen } from '#lib/leases/model.ts';

/** Those who wait for somebody else's refresh look again after so long. */
export const lookMs = { first: 15, max: 250 };
/** A token that lives still is handed out where its refresh takes longer. */
export const livingWaitMs = 2 * secondMs;
/** Whoever waits for a slow provider waits as long as whoever asks it. */
export const waitMsMax = 165 * secondMs;

/** Only a person can give new tokens. Says what broke. */
export const reconnectNeeded = ({ grant, name }: Pick<Seen, 'grant' | 'name'>): AppError => {
  const broke = grant.state === 'stopped' ? 'Refreshing was stopped, and its token has ended.' : grant.failureMessage;
  const message = broke ?? 'Its token has ended, and there is nothing to refresh it with.';
  const fix = grant.state === 'stopped' ? 'Resume refreshing, or connect it again.' : grant.failureFix;
  return new AppError('OAU-301', `${name} has to be connected again. ${message}`, {
    fix: fix ?? 'Connect it again.',
    failureCode: grant.failureCode,
    since: grant.failingSince,
  });
};

/** The same after a refresh: with what was said of it, and how long its tokens are kept all the same. */
export function refreshRefused(seen: Seen): AppError {
  const { code, message, detail } = reconnectNeeded(seen);
  const { failureMessage, eraseDueAt } = seen.grant;
  return new AppError(code, message, { ...detail, failureMessage, erasedAt: eraseDueAt });
}

/** The token has ended, and the provider gives no other now. */
export const notNow = ({ grant, name }: Seen, retryAt: number | null): AppError =>
  new AppError(
    'OAU-302',
    `The token of ${name} has ended and could not be refreshed. ${grant.failureMessage ?? ''}`.trim(),
    {
      fix: grant.failureFix ?? 'It is tried again by itself.',
      failureCode: grant.failureCode,
      retryAt,
    },
  );
