import { flag, foreignKey, index, json, ms, primaryKey, str, table, uniqueIndex } from '../columns.ts';
import { workspaces } from './tenants.ts';

/** What a tenant's product says of its end user; shown, never used for a decision. */
export interface ConsumerMetadata {
  readonly account_name?: string;
  readonly user_name?: string;
  readonly email?: string;
  readonly image?: string;
}

/** An end user of the tenant's own product, on whose behalf credentials exist. */
export const consumers = table(
  'consumers',
  {
    tenantId: str('tenant_id').notNull(),
    workspaceId: str('workspace_id').notNull(),
    id: str('id').notNull(),
    /** What the tenant's product calls them; exact, case and all. */
    externalId: str('external_id').notNull(),
    name: str('name').notNull(),
    /** What a search looks through: external id and name, folded. */
    searchKey: str('search_key').notNull(),
    metadata: json<ConsumerMetadata>('metadata').notNull(),
    isTest: flag('is_test').notNull(),
    createdAt: ms('created_at').notNull(),
    updatedAt: ms('updated_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.workspaceId, t.id] }),
    foreignKey({
      name: 'consumers_workspace',
      columns: [t.tenantId, t.workspaceId],
      foreignColumns: [workspaces.tenantId, workspaces.id],
    }),
    uniqueIndex('consumers_external_id').on(t.tenantId, t.workspaceId, t.externalId),
    index('consumers_list').on(t.tenantId, t.workspaceId, t.createdAt, t.id),
  ],
);
