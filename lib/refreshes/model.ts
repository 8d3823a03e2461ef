import { secondMs } from '#lib/clock.ts';
import type { TokenFailure } from '#lib/oauth/schema.ts';

/** From the first to the last byte of a token request. A slow provider may have used up the token: it is waited for. */
export const callTimeoutMs = 150 * secondMs;

const ofApp = { retryAfterMs: null, mayHaveArrived: false } as const;

export const notRefreshable: TokenFailure = {
  class: 'revoked',
  code: 'not_refreshable',
  message: 'There is nothing to refresh it with.',
  fix: 'Connect again.',
  ...ofApp,
};

/** The OAuth app cannot be used as it is: nothing was sent. */
export const unusableApp = (code: string, message: string): TokenFailure => ({
  class: 'client',
  code,
  message,
  fix: 'Open the OAuth app in Settings and mend it; then it is tried at once.',
  ...ofApp,
});

export const brokenHere: TokenFailure = {
  class: 'ours',
  code: 'internal',
  message: 'Something went wrong here while it was refreshed.',
  fix: 'It is tried again. The log of the server says more.',
  retryAfterMs: null,
  mayHaveArrived: true,
};
