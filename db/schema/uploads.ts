import { bin, foreignKey, index, int, ms, primaryKey, str, table } from '../columns.ts';
import { workspaces } from './tenants.ts';

/** One file on its way in. Its bytes wait in upload_chunks, sealed, until it is applied or its time runs out. */
export const uploads = table(
  'uploads',
  {
    tenantId: str('tenant_id').notNull(),
    workspaceId: str('workspace_id').notNull(),
    id: str('id').notNull(),
    createdBy: str('created_by').notNull(),
    createdAt: ms('created_at').notNull(),
    expiresAt: ms('expires_at').notNull(),
    fileName: str('file_name').notNull(),
    fileBytes: int('file_bytes').notNull(),
    chunks: int('chunks').notNull(),
    /** `held`: a large import reads it. */
    state: str<'arriving' | 'staged' | 'held' | 'applied'>('state').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.workspaceId, t.id] }),
    foreignKey({
      name: 'uploads_workspace',
      columns: [t.tenantId, t.workspaceId],
      foreignColumns: [workspaces.tenantId, workspaces.id],
    }),
    index('uploads_expires').on(t.expiresAt),
  ],
);

export const uploadChunks = table(
  'upload_chunks',
  {
    tenantId: str('tenant_id').notNull(),
    workspaceId: str('workspace_id').notNull(),
    uploadId: str('upload_id').notNull(),
    n: int('n').notNull(),
    sealed: bin('sealed').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.workspaceId, t.uploadId, t.n] }),
    foreignKey({
      name: 'upload_chunks_upload',
      columns: [t.tenantId, t.workspaceId, t.uploadId],
      foreignColumns: [uploads.tenantId, uploads.workspaceId, uploads.id],
    }).onDelete('cascade'),
  ],
);
