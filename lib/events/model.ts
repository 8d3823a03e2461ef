import type { Standing } from '#db/schema/connections.ts';
import type { EventPayload } from '#db/schema/webhooks.ts';
import { findForm } from '#lib/connectors/queries.ts';
import { nothingSaved, standingOf, type StandingRow } from '#lib/standings/model.ts';
import { everyType, type EventType } from './schema.ts';

/** What an audit row says, as far as an event follows from it. */
export interface Told {
  readonly action: string;
  readonly targetId: string;
  readonly detail?: Readonly<Record<string, string | number | boolean | null>> | undefined;
}

/** The event an action is by itself. */
const plain: Readonly<Record<string, EventType>> = {
  'credential.created': 'vault.connection.created',
  'credential.connected': 'vault.connection.created',
  'credential.imported': 'vault.connection.created',
  'credential.duplicated': 'vault.connection.created',
  'credential.restored': 'vault.connection.created',
  'credential.updated': 'vault.connection.updated',
  'credential.reconnected': 'vault.connection.updated',
  'credential.overridden': 'vault.connection.updated',
  'credential.reverted': 'vault.connection.updated',
  'credential.enabled': 'vault.connection.updated',
  'credential.disabled': 'vault.connection.disabled',
  'credential.deleted': 'vault.connection.deleted',
  'credential.revoked': 'vault.connection.revoked',
  'credential.refresh_pending': 'vault.connection.token_refresh.pending',
  'credential.refresh_failed': 'vault.connection.token_refresh.failed',
  'credential.refresh_recovered': 'vault.connection.token_refresh.recovered',
  'credential.expiring': 'credential.expiring',
};

/** After these a credential can be used that could not before, once its app has accepted it. */
const bringing: readonly string[] = [
  'credential.created',
  'credential.connected',
  'credential.duplicated',
  'credential.restored',
  'credential.reconnected',
  'credential.enabled',
  'credential.refresh_recovered',
];

/** These say how the credential stood before. */
const comparing: readonly string[] = ['credential.verified', 'credential.updated'];

const broken: readonly unknown[] = ['failed', 'reconnect'];

/** What may follow from an action, whatever the credential's row says. None: it is no event. */
export function possibleTypes({ action }: Told): readonly EventType[] {
  const own = plain[action];
  const types: EventType[] = own === undefined ? [] : [own];
  if (action === 'credential.verified')
    types.push('credential.verification.failed', 'credential.verification.recovered');
  if (bringing.includes(action) || comparing.includes(action)) types.push('vault.connection.callable');
  return types;
}

/** What follows from an action that has left the credential in this state, in the order in which it is told. */
export function typesOf(told: Told, state: string): readonly EventType[] {
  const { action, detail = {} } = told;
  const { before, outcome } = detail;
  const own = plain[action];
  const types: EventType[] = own === undefined ? [] : [own];
  const isVerified = action === 'credential.verified';
  if (isVerified && before === 'passed' && outcome === 'failed') types.push('credential.verification.failed');
  if (isVerified && broken.includes(before) && outcome === 'passed') types.push('credential.verification.recovered');
  const wasUnusable = comparing.includes(action) && before !== undefined && before !== 'passed';
  if (state === 'passed' && (bringing.includes(action) || wasUnusable)) types.push('vault.connection.callable');
  return types;
}

export const isWanted = (type: EventType, types: readonly string[]): boolean =>
  types.includes(everyType) || types.includes(type);

/** The columns of a credential an event may show, and those that what it says follows from. */
export type TellingRow = EventPayload['credential'] &
  StandingRow & {
    readonly stateCode: string | null;
    readonly expiresAt: number | null;
    /** Of its consumer; null: it has none. */
    readonly externalId: string | null;
    readonly connectionKey: string | null;
    /** Null: it is no connection of other software. */
    readonly isEnabled: boolean | null;
  };

/** Field by field: what a row gains one day is not told by that. */
export function payloadOf(type: EventType, { detail = {} }: Told, row: TellingRow, now: number): EventPayload {
  const { id, identifier, name, component, authType, environment, state, createdAt, updatedAt } = row;
  return {
    credential: { id, identifier, name, component, authType, environment, state, createdAt, updatedAt },
    consumer: consumerOf(row),
    standing: standingAfter(type, row, now),
    facts: factsOf(type, detail, row),
  };
}

/** What whoever asks for the connection now is told of it. */
function standingAfter(type: EventType, row: TellingRow, now: number): Standing {
  if (type === 'vault.connection.deleted') return nothingSaved;
  return standingOf(row, findForm(row.component, row.authType, row.settings ?? {}), now);
}

function consumerOf({ externalId, connectionKey, isEnabled }: TellingRow): EventPayload['consumer'] {
  return externalId === null ? null : { externalId, connectionKey, isEnabled: isEnabled ?? true };
}

function factsOf(type: EventType, detail: NonNullable<Told['detail']>, row: TellingRow): EventPayload['facts'] {
  switch (type) {
    case 'vault.connection.token_refresh.pending':
    case 'vault.connection.token_refresh.failed':
      return { reason: detail['code'] ?? row.stateCode };
    case 'credential.verification.failed':
      return { reason: row.stateCode };
    case 'credential.expiring':
      return { expiresAt: row.expiresAt === null ? null : new Date(row.expiresAt).toISOString() };
    default:
      return {};
  }
}
