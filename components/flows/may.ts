import type { Permission } from '#lib/access.ts';

/** What a person may do with a flow; the server decides it again each time. */
export const flowMay = (permissions: readonly Permission[]) => ({
  edit: permissions.includes('flow.update'),
  activate: permissions.includes('flow.activate'),
  delete: permissions.includes('flow.delete'),
  export: permissions.includes('flow.export'),
  verify: permissions.includes('credential.verify'),
  add: permissions.includes('credential.create'),
});

export type FlowMay = ReturnType<typeof flowMay>;

/** Said where a change of the steps is asked for while they stand. */
export const pauseFirst = 'Pause the flow to change its steps.';
