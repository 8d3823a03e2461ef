import type { Role } from '#lib/access.ts';
import { foreignKey, index, ms, primaryKey, str, table, uniqueIndex } from '../columns.ts';
import { tenants } from './tenants.ts';
import { users } from './users.ts';

/** Links that let one person into a tenant, while nobody has used them. What became of them is in the audit log. */
export const invites = table(
  'invites',
  {
    tenantId: str('tenant_id').notNull(),
    id: str('id').notNull(),
    /** SHA-256 of the link's token, hex. The token itself is nowhere. */
    tokenHash: str('token_hash').notNull(),
    /** Whoever uses the link has this address, or makes an account with it. */
    email: str('email').notNull(),
    emailKey: str('email_key').notNull(),
    role: str<Role>('role').notNull(),
    /** Answers for it: the link holds while this member may give that role. */
    invitedBy: str('invited_by').notNull(),
    createdAt: ms('created_at').notNull(),
    expiresAt: ms('expires_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    foreignKey({ name: 'invites_tenant', columns: [t.tenantId], foreignColumns: [tenants.id] }),
    foreignKey({ name: 'invites_inviter', columns: [t.invitedBy], foreignColumns: [users.id] }),
    uniqueIndex('invites_token_hash').on(t.tokenHash),
    uniqueIndex('invites_email_key').on(t.tenantId, t.emailKey),
    index('invites_expires').on(t.expiresAt),
  ],
);
