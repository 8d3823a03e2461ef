import { sql } from 'drizzle-orm';
import { foreignKey, index, int, ms, primaryKey, str, table } from '../columns.ts';
import { workspaces } from './tenants.ts';

/** A file of live connections, one a line, on its way in. It has the id of the upload that holds the file. */
export const liveImports = table(
  'live_imports',
  {
    tenantId: str('tenant_id').notNull(),
    workspaceId: str('workspace_id').notNull(),
    id: str('id').notNull(),
    fileName: str('file_name').notNull(),
    fileBytes: int('file_bytes').notNull(),
    sha256: str('sha256').notNull(),
    state: str<'running' | 'done' | 'stopped' | 'failed'>('state').notNull(),
    /** Why it stopped or failed, in words. */
    because: str('because'),
    /** Lines of the file; null until it was counted. */
    total: int('total'),
    /** Lines that are done: the next one is this plus one. Moves in the transaction of what it counts. */
    done: int('done').notNull(),
    created: int('created').notNull(),
    updated: int('updated').notNull(),
    unchanged: int('unchanged').notNull(),
    refused: int('refused').notNull(),
    warned: int('warned').notNull(),
    startedBy: str('started_by').notNull(),
    startedByLabel: str('started_by_label').notNull(),
    createdAt: ms('created_at').notNull(),
    endedAt: ms('ended_at'),
    leaseOwner: str('lease_owner'),
    leasedUntil: ms('leased_until'),
    generation: int('generation').notNull(),
    attempts: int('attempts').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.workspaceId, t.id] }),
    foreignKey({
      name: 'live_imports_workspace',
      columns: [t.tenantId, t.workspaceId],
      foreignColumns: [workspaces.tenantId, workspaces.id],
    }),
    index('live_imports_list').on(t.tenantId, t.workspaceId, t.createdAt, t.id),
    index('live_imports_due')
      .on(t.leasedUntil)
      .where(sql`state = 'running'`),
    index('live_imports_created').on(t.createdAt),
  ],
);

/** What became of each line. No value of the line is here. */
export const liveImportRows = table(
  'live_import_rows',
  {
    tenantId: str('tenant_id').notNull(),
    workspaceId: str('workspace_id').notNull(),
    importId: str('import_id').notNull(),
    line: int('line').notNull(),
    outcome: str<'created' | 'updated' | 'unchanged' | 'refused'>('outcome').notNull(),
    consumer: str('consumer').notNull(),
    connectionKey: str('connection_key').notNull(),
    credentialId: str('credential_id'),
    /** Of a refusal, or of a warning. */
    code: str('code'),
    message: str('message'),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.workspaceId, t.importId, t.line] }),
    foreignKey({
      name: 'live_import_rows_import',
      columns: [t.tenantId, t.workspaceId, t.importId],
      foreignColumns: [liveImports.tenantId, liveImports.workspaceId, liveImports.id],
    }).onDelete('cascade'),
    index('live_import_rows_outcome').on(t.tenantId, t.workspaceId, t.importId, t.outcome, t.line),
  ],
);
