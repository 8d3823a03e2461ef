import { dayMs } from '#lib/clock.ts';
import { undoDays } from '#lib/versions/schema.ts';
import type { Blocker } from './schema.ts';

/** An item that became a credential here. */
export interface Stored {
  readonly i: number;
  readonly name: string;
  readonly component: string;
  readonly outcome: 'created' | 'overridden';
  readonly credentialId: string;
  /** The credential's revision as the import left it. */
  readonly revision: number;
  readonly revisionBefore: number | null;
  readonly versionBefore: number | null;
  readonly versionAfter: number;
  readonly environmentBefore: string | null;
  readonly metadataBefore: Readonly<Record<string, string>> | null;
}

/** The credential as it is now, in the trash or not. */
export interface Now {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly revision: number;
  readonly isDeleted: boolean;
}

export interface Facts {
  readonly now: ReadonlyMap<string, Now>;
  /** Names of the active flows that use a credential. */
  readonly flows: ReadonlyMap<string, readonly string[]>;
  /** Why the former value of a credential cannot come back. */
  readonly lost: ReadonlyMap<string, string>;
}

export const undoableUntil = (appliedAt: number): number => appliedAt + undoDays * dayMs;

export const isGone = (item: Stored, now: Now | undefined): boolean =>
  item.outcome === 'created' && (now === undefined || now.isDeleted);

/** Whatever depends on the import and is newer than it, in the order of the file. */
export function blockersOf(items: readonly Stored[], facts: Facts): Blocker[] {
  return items.flatMap((item) => {
    const now = facts.now.get(item.credentialId);
    const why = whyBlocked(item, now, facts);
    if (why === null) return [];
    const { credentialId, component } = item;
    return { credentialId, component, name: now?.name ?? item.name, why, isHere: now !== undefined && !now.isDeleted };
  });
}

/** A check changes how a credential stands, never its revision: it is no reason. */
function whyBlocked(item: Stored, now: Now | undefined, facts: Facts): string | null {
  // What was created and is deleted since is where the undo would put it.
  if (isGone(item, now)) return null;
  if (now === undefined || now.isDeleted) return 'It was deleted since.';
  if (now.revision !== item.revision)
    return now.version > item.versionAfter ? 'A newer version was saved since.' : 'It was changed since.';
  if (item.outcome === 'overridden') return facts.lost.get(item.credentialId) ?? null;
  const flows = facts.flows.get(item.credentialId) ?? [];
  return flows.length === 0 ? null : usedText(flows);
}

function usedText(flows: readonly string[]): string {
  const [first = '', ...more] = flows;
  if (more.length === 0) return `The active flow ${first} uses it.`;
  return `${flows.length} active flows use it: ${[first, ...more].slice(0, flowsNamed).join(', ')}${flows.length > flowsNamed ? ', …' : ''}.`;
}

const flowsNamed = 3;
