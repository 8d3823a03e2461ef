import { bin, foreignKey, int, ms, primaryKey, str, table, uniqueIndex } from '../columns.ts';
import { tenants } from './tenants.ts';

/**
 * Key pairs of a tenant: it signs its exports with one and receives the exports of others with the other. The highest
 * version of a kind is the current one; older ones open and recognise what was made for them and by them.
 */
export const identityKeys = table(
  'identity_keys',
  {
    tenantId: str('tenant_id').notNull(),
    kind: str<'signing' | 'receiving'>('kind').notNull(),
    version: int('version').notNull(),
    fingerprint: str('fingerprint').notNull(),
    publicKey: bin('public_key').notNull(),
    /** Under the tenant's data key. */
    sealedPrivateKey: bin('sealed_private_key').notNull(),
    createdAt: ms('created_at').notNull(),
    createdBy: str('created_by').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.kind, t.version] }),
    uniqueIndex('identity_keys_fingerprint').on(t.fingerprint),
    foreignKey({ name: 'identity_keys_tenant', columns: [t.tenantId], foreignColumns: [tenants.id] }),
  ],
);
