import { sql } from 'drizzle-orm';
import { bin, foreignKey, index, int, json, ms, primaryKey, str, table, unique, uniqueIndex } from '../columns.ts';
import { consumers } from './consumers.ts';
import { workspaces } from './tenants.ts';

export type AuthType = 'api_key' | 'basic' | 'bearer' | 'oauth2' | 'database' | 'custom';
/** `reconnect`: its grant has ended, and only a person can give a new one. */
export type CredentialState = 'passed' | 'failed' | 'not_testable' | 'unverified' | 'reconnect' | 'unreadable';
export type Settings = Record<string, string | number | boolean>;

/**
 * The audience as far as an index of PostgreSQL has room for it. SQLite has room for all of it, and reads no length into
 * the name of a type.
 */
export const destination = sql<string>`cast(audience as varchar(255))`;

export const credentials = table(
  'credentials',
  {
    tenantId: str('tenant_id').notNull(),
    workspaceId: str('workspace_id').notNull(),
    id: str('id').notNull(),
    /** Travels with export and import. */
    identifier: str('identifier').notNull(),
    name: str('name').notNull(),
    nameKey: str('name_key').notNull(),
    component: str('component').notNull(),
    authType: str<AuthType>('auth_type').notNull(),
    environment: str('environment').notNull(),
    settings: json<Settings>('settings').notNull(),
    metadata: json<Record<string, string>>('metadata').notNull(),
    /** scheme://host:port the secret may be sent to, sorted. */
    audience: json<string[]>('audience').notNull(),
    /** The current row of credential_versions. */
    version: int('version').notNull(),
    /** Goes up with every change; a save names the revision it was made from. */
    revision: int('revision').notNull(),
    state: str<CredentialState>('state').notNull(),
    stateCode: str('state_code'),
    stateMessage: str('state_message'),
    stateFix: str('state_fix'),
    account: str('account'),
    checkedAt: ms('checked_at'),
    /** Set while a verification is owed; a job claims it. */
    verifyDueAt: ms('verify_due_at'),
    expiresAt: ms('expires_at'),
    /** The end user whose account it is; null: the tenant's own. */
    consumerId: str('consumer_id'),
    /** `crm+salesforce` of one that other software knows as a connection; a consumer has one of each. */
    connectionKey: str('connection_key'),
    createdAt: ms('created_at').notNull(),
    createdBy: str('created_by').notNull(),
    updatedAt: ms('updated_at').notNull(),
    deletedAt: ms('deleted_at'),
    deletedBy: str('deleted_by'),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.workspaceId, t.id] }),
    foreignKey({
      name: 'credentials_workspace',
      columns: [t.tenantId, t.workspaceId],
      foreignColumns: [workspaces.tenantId, workspaces.id],
    }),
    uniqueIndex('credentials_name_key')
      .on(t.tenantId, t.workspaceId, t.component, t.nameKey)
      .where(sql`deleted_at is null`),
    uniqueIndex('credentials_identifier')
      .on(t.tenantId, t.workspaceId, t.identifier)
      .where(sql`deleted_at is null`),
    uniqueIndex('credentials_connection')
      .on(t.tenantId, t.workspaceId, t.consumerId, t.connectionKey)
      .where(sql`connection_key is not null and deleted_at is null`),
    index('credentials_consumer')
      .on(t.tenantId, t.workspaceId, t.consumerId, t.id)
      .where(sql`consumer_id is not null`),
    foreignKey({
      name: 'credentials_consumer_owner',
      columns: [t.tenantId, t.workspaceId, t.consumerId],
      foreignColumns: [consumers.tenantId, consumers.workspaceId, consumers.id],
    }),
    /** What a use refers to: the credential and its component in one key. */
    unique('credentials_component').on(t.tenantId, t.workspaceId, t.id, t.component),
    index('credentials_list').on(t.tenantId, t.workspaceId, t.component, t.nameKey, t.id),
    index('credentials_trash').on(t.tenantId, t.workspaceId, t.deletedAt, t.id),
    index('credentials_verify_due').on(t.verifyDueAt),
    index('credentials_verify_turn')
      .on(t.tenantId, destination, t.verifyDueAt)
      .where(sql`verify_due_at is not null`),
    // Only of the trash: an index of them all tempts SQLite to find by it what is not in the trash, which is nearly all.
    index('credentials_purge')
      .on(t.deletedAt)
      .where(sql`deleted_at is not null`),
    index('credentials_expires')
      .on(t.expiresAt)
      .where(sql`expires_at is not null`),
    index('credentials_ahead')
      .on(t.tenantId, t.workspaceId, t.expiresAt, t.id)
      .where(sql`expires_at is not null and deleted_at is null`),
  ],
);

/**
 * When flows last had a credential, to the minute. Apart from the credential, whose row is long: of so many that are used at
 * once, few pages of this table change.
 */
export const lastUses = table(
  'last_uses',
  {
    tenantId: str('tenant_id').notNull(),
    workspaceId: str('workspace_id').notNull(),
    credentialId: str('credential_id').notNull(),
    at: ms('at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.workspaceId, t.credentialId] }),
    foreignKey({
      name: 'last_uses_credential',
      columns: [t.tenantId, t.workspaceId, t.credentialId],
      foreignColumns: [credentials.tenantId, credentials.workspaceId, credentials.id],
    }).onDelete('cascade'),
  ],
);

/** Every saved secret, sealed. What a version needs to be restored is with it. */
export const credentialVersions = table(
  'credential_versions',
  {
    tenantId: str('tenant_id').notNull(),
    workspaceId: str('workspace_id').notNull(),
    credentialId: str('credential_id').notNull(),
    number: int('number').notNull(),
    /** Travels with export and import. */
    versionId: str('version_id').notNull(),
    sealed: bin('sealed').notNull(),
    /** Names of the sealed fields, so that a form can say which are saved. */
    secretFields: json<string[]>('secret_fields').notNull(),
    audience: json<string[]>('audience').notNull(),
    savedAt: ms('saved_at').notNull(),
    savedBy: str('saved_by').notNull(),
    savedByLabel: str('saved_by_label').notNull(),
    reason: str<
      | 'created'
      | 'connected'
      | 'reconnected'
      | 'replaced'
      | 'settings'
      | 'override'
      | 'imported'
      | 'restored'
      | 'duplicated'
      | 'undone'
    >('reason').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.workspaceId, t.credentialId, t.number] }),
    foreignKey({
      name: 'credential_versions_credential',
      columns: [t.tenantId, t.workspaceId, t.credentialId],
      foreignColumns: [credentials.tenantId, credentials.workspaceId, credentials.id],
    }).onDelete('cascade'),
  ],
);

export const verifications = table(
  'verifications',
  {
    tenantId: str('tenant_id').notNull(),
    workspaceId: str('workspace_id').notNull(),
    credentialId: str('credential_id').notNull(),
    id: str('id').notNull(),
    at: ms('at').notNull(),
    version: int('version').notNull(),
    outcome: str<'passed' | 'failed' | 'not_testable'>('outcome').notNull(),
    code: str('code').notNull(),
    message: str('message').notNull(),
    durationMs: int('duration_ms').notNull(),
    actorLabel: str('actor_label').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.workspaceId, t.credentialId, t.id] }),
    foreignKey({
      name: 'verifications_credential',
      columns: [t.tenantId, t.workspaceId, t.credentialId],
      foreignColumns: [credentials.tenantId, credentials.workspaceId, credentials.id],
    }).onDelete('cascade'),
    index('verifications_day').on(t.tenantId, t.workspaceId, t.at),
  ],
);
