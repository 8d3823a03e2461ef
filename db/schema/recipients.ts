import { bin, foreignKey, ms, primaryKey, str, table, uniqueIndex } from '../columns.ts';
import { tenants } from './tenants.ts';

/** Receiving keys of other tenants, kept under a name to seal exports to. */
export const recipients = table(
  'recipients',
  {
    tenantId: str('tenant_id').notNull(),
    fingerprint: str('fingerprint').notNull(),
    publicKey: bin('public_key').notNull(),
    name: str('name').notNull(),
    nameKey: str('name_key').notNull(),
    addedAt: ms('added_at').notNull(),
    addedBy: str('added_by').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.fingerprint] }),
    uniqueIndex('recipients_name_key').on(t.tenantId, t.nameKey),
    foreignKey({ name: 'recipients_tenant', columns: [t.tenantId], foreignColumns: [tenants.id] }),
  ],
);
