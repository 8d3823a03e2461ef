import { minuteMs } from '#lib/clock.ts';
import type { DueGrant } from '#lib/leases/queries.ts';
import { inFlightMax } from '#lib/refresh-hosts/model.ts';

/** Refreshes that are due, and whose turn it is: the next of one tenant, the next of another, … */
export interface DueTurn {
  /** By tenant; of each the longest due first. */
  readonly waiting: Map<string, DueGrant[]>;
  /** When the database was asked, on this program's own clock. */
  readAt: number;
}

export const newTurn = (): DueTurn => ({ waiting: new Map(), readAt: -Infinity });

export const keyOf = ({ tenantId, workspaceId, credentialId }: DueGrant): string =>
  `${tenantId} ${workspaceId} ${credentialId}`;

export function wait(turn: DueTurn, rows: readonly DueGrant[]): void {
  turn.waiting.clear();
  for (const row of rows) {
    const own = turn.waiting.get(row.tenantId) ?? [];
    own.push(row);
    turn.waiting.set(row.tenantId, own);
  }
}

/**
 * Takes the next one, of those whose provider has room in this program. Its tenant goes to the end: a Map keeps the
 * order in which its keys came.
 */
export function takeNext(turn: DueTurn, underWay: ReadonlyMap<string, DueGrant>): DueGrant | null {
  const busy = new Map<string, number>();
  for (const { host } of underWay.values()) busy.set(host, (busy.get(host) ?? 0) + 1);
  const isFree = (row: DueGrant): boolean => (busy.get(row.host) ?? 0) < inFlightMax && !underWay.has(keyOf(row));
  for (const [tenantId, rows] of turn.waiting) {
    const at = rows.findIndex(isFree);
    if (at < 0) continue;
    const [row] = rows.splice(at, 1);
    turn.waiting.delete(tenantId);
    if (rows.length > 0) turn.waiting.set(tenantId, rows);
    return row ?? null;
  }
  return null;
}

/** The database's clock beside one that only ever goes forward, in milliseconds. */
export interface ClockPair {
  readonly database: number;
  readonly steady: number;
}

/**
 * Whether the database's clock was put back between two looks at it: then how long a token that is stored still lives,
 * nobody can tell. One that went ahead, as after a sleep of the machine, only makes tokens end early.
 */
export const wasPutBack = (before: ClockPair, after: ClockPair): boolean =>
  after.database < before.database + (after.steady - before.steady) - minuteMs;
