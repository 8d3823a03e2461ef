import { bin, foreignKey, ms, primaryKey, str, table } from '../columns.ts';
import { tenants } from './tenants.ts';

/** Those whose files a tenant has accepted once, by their public key. */
export const signers = table(
  'signers',
  {
    tenantId: str('tenant_id').notNull(),
    fingerprint: str('fingerprint').notNull(),
    publicKey: bin('public_key').notNull(),
    pinnedAt: ms('pinned_at').notNull(),
    pinnedBy: str('pinned_by').notNull(),
    /** What people here call them. */
    label: str('label'),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.fingerprint] }),
    foreignKey({ name: 'signers_tenant', columns: [t.tenantId], foreignColumns: [tenants.id] }),
  ],
);
