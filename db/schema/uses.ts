import { foreignKey, index, primaryKey, str, table } from '../columns.ts';
import { credentials } from './credentials.ts';

export type FlowState = 'draft' | 'active' | 'paused';

/** Which step of which flow refers to which credential. */
export const uses = table(
  'uses',
  {
    tenantId: str('tenant_id').notNull(),
    workspaceId: str('workspace_id').notNull(),
    flowId: str('flow_id').notNull(),
    flowName: str('flow_name').notNull(),
    flowState: str<FlowState>('flow_state').notNull(),
    stepId: str('step_id').notNull(),
    stepName: str('step_name').notNull(),
    credentialId: str('credential_id').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.workspaceId, t.flowId, t.stepId] }),
    foreignKey({
      name: 'uses_credential',
      columns: [t.tenantId, t.workspaceId, t.credentialId],
      foreignColumns: [credentials.tenantId, credentials.workspaceId, credentials.id],
    }),
    index('uses_credential_state').on(t.tenantId, t.workspaceId, t.credentialId, t.flowState),
  ],
);
