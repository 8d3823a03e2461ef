import { sql } from 'drizzle-orm';
import { foreignKey, index, int, ms, primaryKey, str, table } from '../columns.ts';
import { credentials } from './credentials.ts';

/** What people are told by e-mail, gathered for a moment so that many become one letter. */
export const notices = table(
  'notices',
  {
    tenantId: str('tenant_id').notNull(),
    workspaceId: str('workspace_id').notNull(),
    id: str('id').notNull(),
    kind: str<'reconnect' | 'expiring'>('kind').notNull(),
    credentialId: str('credential_id').notNull(),
    component: str('component').notNull(),
    name: str('name').notNull(),
    /** Of what expires: when. */
    expiresAt: ms('expires_at'),
    at: ms('at').notNull(),
    /** Null: sent, or nobody is there to be told. A claim moves it to the end of its lease. */
    dueAt: ms('due_at'),
    attempts: int('attempts').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.workspaceId, t.id] }),
    foreignKey({
      name: 'notices_credential',
      columns: [t.tenantId, t.workspaceId, t.credentialId],
      foreignColumns: [credentials.tenantId, credentials.workspaceId, credentials.id],
    }).onDelete('cascade'),
    index('notices_due')
      .on(t.dueAt)
      .where(sql`due_at is not null`),
    index('notices_turn')
      .on(t.tenantId, t.workspaceId, t.kind, t.dueAt)
      .where(sql`due_at is not null`),
    index('notices_at').on(t.at),
  ],
);

/** Which warning of an end was given last: 30, 7 or 1 days ahead of `expiresAt`. */
export const expiryWarnings = table(
  'expiry_warnings',
  {
    tenantId: str('tenant_id').notNull(),
    workspaceId: str('workspace_id').notNull(),
    credentialId: str('credential_id').notNull(),
    expiresAt: ms('expires_at').notNull(),
    days: int('days').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.workspaceId, t.credentialId] }),
    foreignKey({
      name: 'expiry_warnings_credential',
      columns: [t.tenantId, t.workspaceId, t.credentialId],
      foreignColumns: [credentials.tenantId, credentials.workspaceId, credentials.id],
    }).onDelete('cascade'),
  ],
);
