import type { StateName } from '#components/ui/states.ts';
import type { FlowTrouble } from '#lib/flows/schema.ts';

/** The silhouette of what is wrong with a step or a flow. */
const marks: Record<FlowTrouble, StateName> = {
  failing: 'failed',
  deleted: 'failed',
  missing: 'unverified',
  unchecked: 'unverified',
  gone: 'unreadable',
};

export const markOf = (kind: FlowTrouble): StateName => marks[kind];
