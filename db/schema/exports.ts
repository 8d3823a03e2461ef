import { bin, foreignKey, index, int, json, ms, primaryKey, str, table } from '../columns.ts';
import type { AuthType } from './credentials.ts';
import { workspaces } from './tenants.ts';

export type ExportState = 'preparing' | 'ready' | 'sending' | 'sent' | 'broken' | 'expired' | 'cancelled' | 'failed';

/** A file that was made here: who asked for it, of what, for whom, and whether it left. */
export const exports = table(
  'exports',
  {
    tenantId: str('tenant_id').notNull(),
    workspaceId: str('workspace_id').notNull(),
    id: str('id').notNull(),
    resourceType: str<'credential' | 'flow'>('resource_type').notNull(),
    state: str<ExportState>('state').notNull(),
    /** Which credentials were asked for. Null for a flow. */
    selection: json<Record<string, unknown>>('selection'),
    fileName: str('file_name').notNull(),
    createdAt: ms('created_at').notNull(),
    createdBy: str('created_by').notNull(),
    createdByLabel: str('created_by_label').notNull(),
    /** The session it was asked for in: no other one gets the file. */
    sessionId: str('session_id'),
    /** Until when it goes on; null once it is over. */
    expiresAt: ms('expires_at'),
    /** How many were asked for, counted at the start. */
    total: int('total').notNull(),
    /** How many have been looked at, and the id of the last. */
    looked: int('looked').notNull(),
    cursor: str('cursor'),
    /** How many go into the file; the rest of those looked at cannot be read or cannot travel. */
    count: int('count').notNull(),
    /** Of its items while it is prepared, then of the whole file. */
    fileBytes: int('file_bytes').notNull(),
    sealing: str<'passphrase' | 'installation' | 'recipient'>('sealing').notNull(),
    recipientName: str('recipient_name'),
    recipientFingerprint: str('recipient_fingerprint'),
    reason: str('reason'),
    /** The file's key under the tenant's own; gone as soon as the file is sent or is not going to be. */
    sealedKey: bin('sealed_key'),
    signerFingerprint: str('signer_fingerprint'),
    sentAt: ms('sent_at'),
    /** Of the whole file, hexadecimal; there before its last byte leaves. */
    sha256: str('sha256'),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.workspaceId, t.id] }),
    foreignKey({
      name: 'exports_workspace',
      columns: [t.tenantId, t.workspaceId],
      foreignColumns: [workspaces.tenantId, workspaces.id],
    }),
    index('exports_list').on(t.tenantId, t.workspaceId, t.createdAt, t.id),
    index('exports_expires').on(t.expiresAt),
  ],
);

/** What was chosen, as it was then: the file is written from this and from the version. Outlives the credential. */
export const exportItems = table(
  'export_items',
  {
    tenantId: str('tenant_id').notNull(),
    workspaceId: str('workspace_id').notNull(),
    exportId: str('export_id').notNull(),
    /** Its place among what was chosen, from 1. */
    i: int('i').notNull(),
    /** Of the credential or the flow. */
    targetId: str('target_id').notNull(),
    name: str('name').notNull(),
    /** Code of why it was left out. Null: it is in the file. */
    leftOut: str('left_out'),
    /** The rest is null for a flow. */
    component: str('component'),
    identifier: str('identifier'),
    authType: str<AuthType>('auth_type'),
    environment: str('environment'),
    metadata: json<Record<string, string>>('metadata'),
    version: int('version'),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.workspaceId, t.exportId, t.i] }),
    foreignKey({
      name: 'export_items_export',
      columns: [t.tenantId, t.workspaceId, t.exportId],
      foreignColumns: [exports.tenantId, exports.workspaceId, exports.id],
    }).onDelete('cascade'),
  ],
);
