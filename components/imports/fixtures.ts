import type { ConflictDto } from '#lib/conflicts/schema.ts';
import type { PlanItem } from '#lib/imports/schema.ts';

type Given = Omit<Partial<PlanItem>, 'conflict'> & { i: number; conflict?: Partial<ConflictDto> };

/** An item of a plan, for tests; with a `conflict` it meets a credential here. */
export function itemOf({ conflict, ...given }: Given): PlanItem {
  return {
    name: 'Production EU',
    identifier: 'sf-prod-eu-2',
    component: 'salesforce',
    componentName: 'Salesforce',
    icon: { monogram: 'Sf' },
    environment: 'production',
    outcome: conflict ? 'conflict' : 'new',
    reason: null,
    createName: conflict ? 'Production EU 2' : 'Production EU',
    ignored: [],
    ...given,
    conflict: conflict
      ? {
          by: 'name',
          id: 'crd_here',
          name: 'Production EU',
          activeFlows: [],
          overrideRefused: null,
          older: null,
          diff: [],
          ...conflict,
        }
      : null,
  };
}
