import { z } from 'zod';
import type { GrantType } from '#db/schema/oauth.ts';
import { cursorText, rowId } from '#lib/names.ts';

/** How a grant stands, the worst first. */
export const freshStates = ['reconnect', 'retrying', 'live', 'stopped'] as const;
export type FreshState = (typeof freshStates)[number];

export const freshPageSize = 50;
/** Of what needs a person, and of what is tried again: so many are named above the list. */
export const namedMax = 10;
export const aheadDays = 90;

export const freshFilter = z.object({
  state: z.array(z.enum(freshStates)).nullish(),
  app: z.array(rowId).nullish(),
  after: cursorText.nullish(),
});
export type FreshFilter = z.output<typeof freshFilter>;

/** A credential whose token is kept alive here, as far as lists show it. Times in epoch milliseconds. */
export interface FreshRow {
  readonly id: string;
  readonly name: string;
  readonly component: string;
  readonly environment: string;
  readonly grantType: GrantType;
  readonly state: FreshState;
  /** Somebody asks for new tokens now. */
  readonly isRefreshing: boolean;
  /** Null: no OAuth app here has its client id. */
  readonly appId: string | null;
  /** Null: nothing to refresh, or nobody may. */
  readonly refreshDueAt: number | null;
  readonly accessExpiresAt: number | null;
  readonly refreshedAt: number | null;
  readonly failingSince: number | null;
  /** What the last failure said, and what to do. */
  readonly message: string | null;
  readonly fix: string | null;
}

export interface FreshPage {
  readonly rows: readonly FreshRow[];
  readonly next: string | null;
}

/** A token endpoint that does not answer as it should, for this workspace or for somebody else. */
export interface FailingHost {
  /** host:port. */
  readonly host: string;
  /** Failures in a row. */
  readonly failures: number;
  readonly code: string | null;
  readonly since: number | null;
  /** Nobody asks it before. Null: it is asked as usual. */
  readonly pausedUntil: number | null;
}

export interface Freshness {
  readonly tallies: Readonly<Record<FreshState, number>>;
  /** How many are due now, and since when the first of them; those a few seconds late are no lag. */
  readonly overdue: number;
  readonly oldestDueAt: number | null;
  /** Credentials whose tokens were refreshed within the last hour. */
  readonly refreshedLastHour: number;
  readonly hosts: readonly FailingHost[];
  /** The first of those that only a person can mend, and of those that are tried again. */
  readonly reconnect: readonly FreshRow[];
  readonly retrying: readonly FreshRow[];
  readonly ahead: Ahead;
}

/** Ends of credentials in the days to come: keys with an end, and grants nobody can renew. */
export interface Ahead {
  /** Of each day from today on, UTC, as many as `aheadDays`. */
  readonly perDay: readonly number[];
  readonly first: { readonly name: string; readonly at: number } | null;
}
