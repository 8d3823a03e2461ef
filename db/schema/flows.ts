import { foreignKey, index, int, ms, primaryKey, str, table, unique, uniqueIndex } from '../columns.ts';
import { credentials } from './credentials.ts';
import { workspaces } from './tenants.ts';

export type FlowState = 'draft' | 'active' | 'paused';

export const flows = table(
  'flows',
  {
    tenantId: str('tenant_id').notNull(),
    workspaceId: str('workspace_id').notNull(),
    id: str('id').notNull(),
    /** Travels with export and import. */
    identifier: str('identifier').notNull(),
    name: str('name').notNull(),
    nameKey: str('name_key').notNull(),
    state: str<FlowState>('state').notNull(),
    /** Goes up with every change; a change names the revision it was made from. */
    revision: int('revision').notNull(),
    activatedAt: ms('activated_at'),
    createdAt: ms('created_at').notNull(),
    createdBy: str('created_by').notNull(),
    updatedAt: ms('updated_at').notNull(),
    updatedByLabel: str('updated_by_label').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.workspaceId, t.id] }),
    foreignKey({
      name: 'flows_workspace',
      columns: [t.tenantId, t.workspaceId],
      foreignColumns: [workspaces.tenantId, workspaces.id],
    }),
    uniqueIndex('flows_name_key').on(t.tenantId, t.workspaceId, t.nameKey),
    index('flows_list').on(t.tenantId, t.workspaceId, t.nameKey, t.id),
  ],
);

export const flowSteps = table(
  'flow_steps',
  {
    tenantId: str('tenant_id').notNull(),
    workspaceId: str('workspace_id').notNull(),
    flowId: str('flow_id').notNull(),
    id: str('id').notNull(),
    /** 1, 2, 3, …: where it stands. */
    position: int('position').notNull(),
    name: str('name').notNull(),
    component: str('component').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.workspaceId, t.flowId, t.id] }),
    foreignKey({
      name: 'flow_steps_flow',
      columns: [t.tenantId, t.workspaceId, t.flowId],
      foreignColumns: [flows.tenantId, flows.workspaceId, flows.id],
    }).onDelete('cascade'),
    unique('flow_steps_component').on(t.tenantId, t.workspaceId, t.flowId, t.id, t.component),
  ],
);

/**
 * Which step signs in with which credential. Both keys carry the component, so the database itself refuses a credential
 * of another app, another workspace or another tenant.
 */
export const uses = table(
  'uses',
  {
    tenantId: str('tenant_id').notNull(),
    workspaceId: str('workspace_id').notNull(),
    flowId: str('flow_id').notNull(),
    stepId: str('step_id').notNull(),
    component: str('component').notNull(),
    credentialId: str('credential_id').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.workspaceId, t.flowId, t.stepId] }),
    foreignKey({
      name: 'uses_step',
      columns: [t.tenantId, t.workspaceId, t.flowId, t.stepId, t.component],
      foreignColumns: [flowSteps.tenantId, flowSteps.workspaceId, flowSteps.flowId, flowSteps.id, flowSteps.component],
    }).onDelete('cascade'),
    foreignKey({
      name: 'uses_credential',
      columns: [t.tenantId, t.workspaceId, t.credentialId, t.component],
      foreignColumns: [credentials.tenantId, credentials.workspaceId, credentials.id, credentials.component],
    }),
    index('uses_credential').on(t.tenantId, t.workspaceId, t.credentialId),
  ],
);
