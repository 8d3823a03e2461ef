import { bin, flag, foreignKey, index, int, json, ms, primaryKey, str, table } from '../columns.ts';
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
    /** Items of the file; of an import that was stopped some have no outcome. */
    total: int('total').notNull(),
    /** `stopped`: what had been stored until then is here. A run is at work while it is `applying` or `undoing`. */
    state: str<'applying' | 'applied' | 'stopped' | 'undoing'>('state').notNull().default('applied'),
    /** Why it stopped, in words; null when a person stopped it, or when nothing did. */
    stoppedBecause: str('stopped_because'),
    /** Items an undo in batches could not take back, because somebody changed them meanwhile. */
    undoLeft: int('undo_left').notNull().default(0),
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
    /** An undo in batches is done with it. */
    isUndone: flag('is_undone').notNull().default(false),
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

/** What is known of a file beside who signed it. */
export interface FileFacts {
  readonly resourceType: 'credential' | 'flow';
  readonly fileName: string;
  readonly bytes: number;
  readonly count: number;
  readonly exportedAt: number | null;
  readonly origin: { readonly tenantName: string; readonly workspaceName: string } | null;
  readonly sealing: 'passphrase' | 'installation' | 'recipient' | 'none';
  readonly platformVersion: string | null;
}

/**
 * Work on a large import: read into a plan, applied, undone. The engine program does it in batches; each batch and `done`
 * are written in one transaction, so whoever takes it up after a stop goes on at that border.
 */
export const importRuns = table(
  'import_runs',
  {
    tenantId: str('tenant_id').notNull(),
    workspaceId: str('workspace_id').notNull(),
    /** Of the import, and of the upload it comes in. */
    id: str('id').notNull(),
    kind: str<'plan' | 'apply' | 'undo'>('kind').notNull(),
    /** `ready`: a plan that waits for its person. `failed`: a plan that cannot be made. */
    state: str<'due' | 'ready' | 'failed'>('state').notNull(),
    total: int('total').notNull(),
    /** The number of the last item that is done with. */
    done: int('done').notNull(),
    startedBy: str('started_by').notNull(),
    startedAt: ms('started_at').notNull(),
    isStopAsked: flag('is_stop_asked').notNull(),
    /** Due again from then on. */
    leasedUntil: ms('leased_until').notNull(),
    /** Goes up with each claim: whoever holds an older one has lost it. */
    generation: int('generation').notNull(),
    /** Claims since the last batch. */
    attempts: int('attempts').notNull(),
    /** What opens the file, sealed under the tenant's data key; null for a file that is not sealed. */
    fileKey: bin('file_key'),
    /** Of the signer, raw; null for a file without one. */
    signerKey: bin('signer_key'),
    /** The file as it is shown, its signer apart. */
    file: json<FileFacts>('file').notNull(),
    sha256: str('sha256').notNull(),
    exportId: str('export_id'),
    fresh: int('fresh').notNull(),
    conflicts: int('conflicts').notNull(),
    refused: int('refused').notNull(),
    /** For the conflicts nobody chose for one by one; null until somebody has. */
    forConflicts: str<'create' | 'override' | 'skip'>('for_conflicts'),
    errorCode: str('error_code'),
    errorMessage: str('error_message'),
    expiresAt: ms('expires_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.workspaceId, t.id] }),
    foreignKey({
      name: 'import_runs_workspace',
      columns: [t.tenantId, t.workspaceId],
      foreignColumns: [workspaces.tenantId, workspaces.id],
    }),
    index('import_runs_due').on(t.state, t.leasedUntil),
    index('import_runs_expires').on(t.expiresAt),
  ],
);

/** An item that meets nothing and comes in as it is called in the file. */
export interface PlainItem {
  readonly i: number;
  readonly name: string;
  readonly identifier: string | null;
  readonly component: string;
  readonly environment: string;
}

/** Plain items of a plan, some hundred in a row: most of a large file is nothing to decide about. */
export const importPlanChunks = table(
  'import_plan_chunks',
  {
    tenantId: str('tenant_id').notNull(),
    workspaceId: str('workspace_id').notNull(),
    importId: str('import_id').notNull(),
    /** Numbers of the items it was made of; those that are not plain have rows of their own. */
    first: int('first').notNull(),
    last: int('last').notNull(),
    items: json<PlainItem[]>('items').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.workspaceId, t.importId, t.first] }),
    foreignKey({
      name: 'import_plan_chunks_run',
      columns: [t.tenantId, t.workspaceId, t.importId],
      foreignColumns: [importRuns.tenantId, importRuns.workspaceId, importRuns.id],
    }).onDelete('cascade'),
  ],
);

/**
 * What a large import would do with each item that is not plain, or that was chosen for alone; gone once it is done.
 * Holds no secret.
 */
export const importPlanItems = table(
  'import_plan_items',
  {
    tenantId: str('tenant_id').notNull(),
    workspaceId: str('workspace_id').notNull(),
    importId: str('import_id').notNull(),
    i: int('i').notNull(),
    name: str('name').notNull(),
    identifier: str('identifier'),
    component: str('component').notNull(),
    environment: str('environment').notNull(),
    outcome: str<'new' | 'conflict' | 'refused'>('outcome').notNull(),
    reason: str('reason'),
    createName: str('create_name').notNull(),
    /** Null asks for a new one. */
    createIdentifier: str('create_identifier'),
    ignored: json<string[]>('ignored').notNull(),
    /** What it meets here, as it was then. */
    metBy: str<'name' | 'identifier' | 'both'>('met_by'),
    metId: str('met_id'),
    metRevision: int('met_revision'),
    metVersion: int('met_version'),
    overrideRefused: str('override_refused'),
    /** Of a conflict: what the file says, for the comparison. */
    settings: json<Record<string, string | number | boolean>>('settings'),
    savedAt: ms('saved_at'),
    /** The file holds the very version that is here. */
    isSame: flag('is_same').notNull(),
    /** Chosen for this item alone. */
    choice: str<'create' | 'override' | 'skip'>('choice'),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.workspaceId, t.importId, t.i] }),
    foreignKey({
      name: 'import_plan_items_run',
      columns: [t.tenantId, t.workspaceId, t.importId],
      foreignColumns: [importRuns.tenantId, importRuns.workspaceId, importRuns.id],
    }).onDelete('cascade'),
    index('import_plan_items_outcome').on(t.tenantId, t.workspaceId, t.importId, t.outcome, t.i),
  ],
);
