import type { StateName } from '#components/ui/states.ts';
import type { Connection } from './vault-api.ts';

export interface Standing {
  readonly mark: StateName;
  readonly words: string;
  /** What its button does. Null: it has none. */
  readonly way: 'connect' | 'reconnect' | null;
}

const connected: Standing = { mark: 'passed', words: 'Connected', way: null };
const notConnected: Standing = { mark: 'unverified', words: 'Not connected', way: 'connect' };
const needsAttention: Standing = { mark: 'reconnect', words: 'Needs attention', way: 'reconnect' };
const disabled: Standing = { mark: 'unverified', words: 'Disabled', way: null };

/** In four words for people who do not care what a token is. */
export function standingOf({ enabled, state, health }: Connection): Standing {
  if (state === 'available') return notConnected;
  if (!enabled) return disabled;
  if (state === 'callable') return connected;
  if (state === 'invalid') return { ...needsAttention, mark: 'failed' };
  const isNew = state === 'added' && health !== 'revoked';
  return isNew && health !== 'needs_auth' ? notConnected : needsAttention;
}

export const wayWords = { connect: 'Connect', reconnect: 'Reconnect' } as const;

/** One signs in to it in a browser. */
export const isSignIn = ({ auth_type, oauth_grant_type }: Connection): boolean =>
  auth_type === 'oauth2' && (oauth_grant_type ?? 'authorization_code') === 'authorization_code';

/** Whether something has to be typed before anybody is sent to sign in. */
export const asksBefore = (connection: Connection): boolean =>
  !isSignIn(connection) || connection.form_fields.some(({ required, value }) => required && !hasValue(value));

const hasValue = (value: unknown): boolean => value !== undefined && value !== null && value !== '';

/** What is chosen from: those that were set up, by name. */
export const offered = (all: readonly Connection[], words: string): readonly Connection[] =>
  all.filter(
    (one) =>
      one.state === 'available' &&
      one.integration_state === 'configured' &&
      `${one.name} ${one.tag_line ?? ''}`.toLowerCase().includes(words.trim().toLowerCase()),
  );

export const own = (all: readonly Connection[]): readonly Connection[] =>
  all.filter((one) => one.state !== 'available').toSorted((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));

/** Worst first. */
const rank = (one: Connection): number => (standingOf(one).way === 'reconnect' ? 0 : 1);
