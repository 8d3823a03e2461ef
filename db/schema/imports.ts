import { flag, foreignKey, index, int, json, ms, primaryKey, str, table } from '../columns.ts';
import { workspaces } from './tenants.ts';

/** A file whose credentials were stored. It has the id of the upload it came in. */
export const imports = table(
  'imports',
  {
    tenantId: str('tenant_id').notNull(),
    workspaceId: str('workspace_id').notNull(),
    id: str('id').notNull(),
    fileName: str('file_name').notNull(),
    fileBytes: int('file_bytes').notNull(),
    /** Of the whole file, hexadecimal. */
    sha256: str('sha256').notNull(),
    sealing: str('sealing').notNull(),
    /** Null: the file was not signed. */
    signerFingerprint: str('signer_fingerprint'),
    /** What the signer was to this tenant; `confirmed`: nobody knew it until this import. */
    signerStanding: str<'own' | 'former' | 'yours' | 'installation' | 'known' | 'confirmed'>('signer_standing'),
    exportId: str('export_id'),
    exportedAt: ms('exported_at'),
    appliedAt: ms('applied_at').notNull(),
    appliedBy: str('applied_by').notNull(),
    appliedByLabel: str('applied_by_label').notNull(),
    created: int('created').notNull(),
    overridden: int('overridden').notNull(),
    skipped: int('skipped').notNull(),
    refused: int('refused').notNull(),
    undoneAt: ms('undone_at'),
    undoneBy: str('undone_by'),
    undoneByLabel: str('undone_by_label'),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.workspaceId, t.id] }),
    foreignKey({
      name: 'imports_workspace',
      columns: [t.tenantId, t.workspaceId],
      foreignColumns: [workspaces.tenantId, workspaces.id],
    }),
    index('imports_list').on(t.tenantId, t.workspaceId, t.appliedAt, t.id),
  ],
);

/** What became of each item of the file, and what an undo needs beside the versions. Outlives the credential. */
export const importItems = table(
  'import_items',
  {
    tenantId: str('tenant_id').notNull(),
    workspaceId: str('workspace_id').notNull(),
    importId: str('import_id').notNull(),
    /** Its number in the file, from 1. */
    i: int('i').notNull(),
    name: str('name').notNull(),
    component: str('component').notNull(),
    outcome: str<'created' | 'overridden' | 'skipped' | 'refused'>('outcome').notNull(),
    /** Of a refused one: why. */
    reason: str('reason'),
    /** It overrode a value that had been saved later than its own. */
    isOlder: flag('is_older').notNull(),
    credentialId: str('credential_id'),
    revisionBefore: int('revision_before'),
    /** The credential's revision as this import left it. An undo that brings that state back moves it along. */
    revision: int('revision'),
    versionBefore: int('version_before'),
    versionAfter: int('version_after'),
    environmentBefore: str('environment_before'),
    metadataBefore: json<Record<string, string>>('metadata_before'),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.workspaceId, t.importId, t.i] }),
    foreignKey({
      name: 'import_items_import',
      columns: [t.tenantId, t.workspaceId, t.importId],
      foreignColumns: [imports.tenantId, imports.workspaceId, imports.id],
    }).onDelete('cascade'),
    index('import_items_credential').on(t.tenantId, t.workspaceId, t.credentialId),
  ],
);
