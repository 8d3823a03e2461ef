import { secondMs } from '#lib/clock.ts';
import { listDue, type DueGrant } from '#lib/leases/queries.ts';
import { closedHosts } from '#lib/refresh-hosts/queries.ts';
import { takeNext, wait, type DueTurn } from './model.ts';

export { keyOf, newTurn, type DueTurn } from './model.ts';

/** Rows of the database that are looked at in one go. */
const windowMax = 128;
/** What was read so long ago is read again. */
const staleMs = secondMs;

/**
 * Whose refresh is next: tenants in turn, whatever each of them has waiting. Null: nobody's, or their providers have no
 * room.
 */
export async function nextDue(
  turn: DueTurn,
  underWay: ReadonlyMap<string, DueGrant>,
  clock: () => number,
): Promise<DueGrant | null> {
  const known = clock() - turn.readAt < staleMs ? takeNext(turn, underWay) : null;
  if (known || (turn.waiting.size > 0 && clock() - turn.readAt < staleMs)) return known;
  wait(turn, await dueRows());
  turn.readAt = clock();
  return takeNext(turn, underWay);
}

/** Where a few tenants have more waiting than is looked at, the others are asked for as well. */
async function dueRows(): Promise<DueGrant[]> {
  const hosts = await closedHosts();
  const first = await listDue({ tenants: [], hosts }, windowMax);
  if (first.length < windowMax) return first;
  const tenants = [...new Set(first.map((row) => row.tenantId))];
  return [...first, ...(await listDue({ tenants, hosts }, windowMax))];
}
