import type { Role } from '#lib/access.ts';
import { bin, flag, foreignKey, index, int, ms, primaryKey, str, table, uniqueIndex } from '../columns.ts';
import { users } from './users.ts';

export const tenants = table(
  'tenants',
  {
    id: str('id').primaryKey(),
    slug: str('slug').notNull(),
    name: str('name').notNull(),
    createdAt: ms('created_at').notNull(),
  },
  (t) => [uniqueIndex('tenants_slug').on(t.slug)],
);

export const members = table(
  'members',
  {
    tenantId: str('tenant_id')
      .notNull()
      .references(() => tenants.id),
    userId: str('user_id')
      .notNull()
      .references(() => users.id),
    role: str<Role>('role').notNull(),
    /** Whether they are written to when a credential must be connected again, and when one is about to end. */
    mailsReconnect: flag('mails_reconnect').notNull().default(true),
    mailsExpiring: flag('mails_expiring').notNull().default(true),
    disabledAt: ms('disabled_at'),
    createdAt: ms('created_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.userId] }), index('members_user').on(t.userId)],
);

export const workspaces = table(
  'workspaces',
  {
    tenantId: str('tenant_id')
      .notNull()
      .references(() => tenants.id),
    id: str('id').notNull(),
    slug: str('slug').notNull(),
    name: str('name').notNull(),
    nameKey: str('name_key').notNull(),
    /** What its credentials are for, unless they say otherwise. */
    environment: str('environment').notNull(),
    /** So many versions of each credential stay. */
    versionsKept: int('versions_kept').notNull().default(20),
    createdAt: ms('created_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    uniqueIndex('workspaces_slug').on(t.tenantId, t.slug),
    uniqueIndex('workspaces_name_key').on(t.tenantId, t.nameKey),
  ],
);

/** Data keys, wrapped by the root key. One is current; older ones open what they sealed. */
export const tenantKeys = table(
  'tenant_keys',
  {
    tenantId: str('tenant_id').notNull(),
    keyId: str('key_id').notNull(),
    version: int('version').notNull(),
    wrapped: bin('wrapped').notNull(),
    isCurrent: flag('is_current').notNull(),
    createdAt: ms('created_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.keyId] }),
    uniqueIndex('tenant_keys_version').on(t.tenantId, t.version),
    foreignKey({ name: 'tenant_keys_tenant', columns: [t.tenantId], foreignColumns: [tenants.id] }),
  ],
);
