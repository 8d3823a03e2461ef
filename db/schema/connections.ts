import { bin, flag, foreignKey, index, json, ms, primaryKey, str, table } from '../columns.ts';
import { consumers } from './consumers.ts';
import { credentials, type Settings } from './credentials.ts';

/** How far a connection has come, in the words of those who call it one. */
export type ConnectionState = 'available' | 'added' | 'authorized' | 'callable' | 'invalid';
export type ConnectionHealth = 'revoked' | 'missing_settings' | 'needs_auth' | 'pending_refresh' | 'ok';

export interface Standing {
  readonly state: ConnectionState;
  /** Null: nothing is saved of it. */
  readonly health: ConnectionHealth | null;
}

/** What a connection of another system has beside its credential. Its key is on the credential itself. */
export const connections = table(
  'connections',
  {
    tenantId: str('tenant_id').notNull(),
    workspaceId: str('workspace_id').notNull(),
    credentialId: str('credential_id').notNull(),
    /** Switched off, its token is handed to nobody. */
    enabled: flag('enabled').notNull(),
    metadata: json<Record<string, unknown>>('metadata').notNull(),
    configuration: json<unknown[]>('configuration').notNull(),
    /**
     * A keyed hash of the tokens that were imported last: they change by themselves, and who sends the same again must not
     * undo that. Behind a dot, when they were said to end. Null: there were none, or another secret was saved since.
     */
    importHash: str('import_hash'),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.workspaceId, t.credentialId] }),
    foreignKey({
      name: 'connections_credential',
      columns: [t.tenantId, t.workspaceId, t.credentialId],
      foreignColumns: [credentials.tenantId, credentials.workspaceId, credentials.id],
    }).onDelete('cascade'),
  ],
);

/** A consumer's sign-in at a provider, begun by other software; what came of it waits until that software confirms it. */
export const vaultSignIns = table(
  'vault_sign_ins',
  {
    /** SHA-256 of the state sent to the provider, hexadecimal. */
    id: str('id').primaryKey(),
    tenantId: str('tenant_id').notNull(),
    workspaceId: str('workspace_id').notNull(),
    consumerId: str('consumer_id').notNull(),
    connectionKey: str('connection_key').notNull(),
    component: str('component').notNull(),
    appId: str('app_id').notNull(),
    /** SHA-256 of a cookie: the browser that began it ends it. */
    browserHash: str('browser_hash').notNull(),
    redirectUri: str('redirect_uri').notNull(),
    nonce: str('nonce').notNull(),
    settings: json<Settings>('settings').notNull(),
    scopes: json<string[]>('scopes').notNull(),
    state: str<'sent' | 'exchanging' | 'waiting' | 'done' | 'failed'>('state').notNull(),
    /** SHA-256 of the confirm token, hexadecimal; null until there are tokens. */
    confirmHash: str('confirm_hash'),
    /** Code verifier and nonce; later the tokens. Under the tenant's data key. */
    sealed: bin('sealed').notNull(),
    createdAt: ms('created_at').notNull(),
    expiresAt: ms('expires_at').notNull(),
  },
  (t) => [
    foreignKey({
      name: 'vault_sign_ins_consumer',
      columns: [t.tenantId, t.workspaceId, t.consumerId],
      foreignColumns: [consumers.tenantId, consumers.workspaceId, consumers.id],
    }).onDelete('cascade'),
    index('vault_sign_ins_expires').on(t.expiresAt),
    index('vault_sign_ins_consumer').on(t.tenantId, t.workspaceId, t.consumerId, t.connectionKey),
  ],
);
