import { z } from 'zod';
import type { GrantType } from '#db/schema/oauth.ts';
import { rowId } from '#lib/names.ts';

export type { GrantType };

export const refreshInput = z.strictObject({ id: rowId });
export const refreshingInput = z.strictObject({ id: rowId, on: z.boolean() });

export type GrantState = 'live' | 'retrying' | 'reconnect' | 'stopped';

/** How the tokens of a credential are kept alive, as people see it; nothing of it is secret. Times: epoch milliseconds. */
export interface GrantDto {
  readonly grantType: GrantType;
  /** Null: no OAuth app here has that client id. */
  readonly appId: string | null;
  readonly appName: string | null;
  readonly clientId: string | null;
  readonly state: GrantState;
  /** Somebody asks the provider now. */
  readonly isRefreshing: boolean;
  /** There is something to refresh with, and an app that may. */
  readonly canRefresh: boolean;
  /** Null: it has no end, or nobody said. */
  readonly accessExpiresAt: number | null;
  readonly refreshExpiresAt: number | null;
  readonly refreshDueAt: number | null;
  readonly refreshedAt: number | null;
  readonly scopesAsked: readonly string[];
  /** Null: the provider has not said. */
  readonly scopesGranted: readonly string[] | null;
  /** Asked for and not granted. */
  readonly scopesMissing: readonly string[];
  /** The first failure of this episode. Null: all is well. */
  readonly failingSince: number | null;
  readonly failureClass: 'revoked' | 'client' | 'provider' | 'ours' | null;
  readonly failureMessage: string | null;
  readonly failureFix: string | null;
  readonly attempts: number;
  readonly warning: string | null;
}
