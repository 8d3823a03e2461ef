import type { Standing } from '#db/schema/connections.ts';
import type { CredentialState, Settings } from '#db/schema/credentials.ts';
import type { grants } from '#db/schema/oauth.ts';
import type { ConnectorForm } from '#lib/connectors/schema.ts';

type Grant = Pick<typeof grants.$inferSelect, 'state' | 'appId' | 'isRefreshable' | 'accessExpiresAt' | 'failureClass'>;

/** What a standing follows from. */
export interface StandingRow {
  readonly state: CredentialState;
  /** Null: they cannot be read. */
  readonly settings: Settings | null;
  /** Null: it has no tokens. */
  readonly grant: Grant | null;
}

/** Of a connector a consumer has nothing of, any more or yet. */
export const nothingSaved: Standing = { state: 'available', health: null };

/**
 * How a connection stands: the first of these that is so. One that nobody has asked yet counts as good: it worked where
 * it came from.
 * @param form what is asked for, with what is saved; null: nobody knows what its component asks for
 */
export function standingOf({ state, grant, settings }: StandingRow, form: ConnectorForm | null, now: number): Standing {
  if (state === 'reconnect')
    return { state: 'added', health: grant?.failureClass === 'revoked' ? 'revoked' : 'needs_auth' };
  const fields = form?.fields ?? [];
  const isMissing = fields.some(({ isRequired, isSecret, value }) => isRequired && !isSecret && value === null);
  if (settings === null || isMissing) return { state: 'authorized', health: 'missing_settings' };
  if (state === 'failed' || state === 'unreadable') return { state: 'invalid', health: 'needs_auth' };
  const isOver = grant !== null && grant.accessExpiresAt !== null && grant.accessExpiresAt <= now;
  if (isOver && !canRefresh(grant)) return { state: 'added', health: 'needs_auth' };
  return { state: 'callable', health: isOver || grant?.state === 'retrying' ? 'pending_refresh' : 'ok' };
}

const canRefresh = (grant: Grant): boolean => grant.appId !== null && grant.isRefreshable && grant.state !== 'stopped';
