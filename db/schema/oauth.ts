import { sql } from 'drizzle-orm';
import { bin, flag, foreignKey, index, int, json, ms, primaryKey, str, table, uniqueIndex } from '../columns.ts';
import { credentials, type Settings } from './credentials.ts';
import { tenants } from './tenants.ts';

export type GrantType = 'authorization_code' | 'client_credentials' | 'password';

/** What a tenant is at a provider: a client of its authorization server. All workspaces of the tenant may use it. */
export const oauthApps = table(
  'oauth_apps',
  {
    tenantId: str('tenant_id')
      .notNull()
      .references(() => tenants.id),
    id: str('id').notNull(),
    component: str('component').notNull(),
    name: str('name').notNull(),
    nameKey: str('name_key').notNull(),
    /** Staging, production: as environments of credentials are called. */
    environment: str('environment').notNull(),
    clientId: str('client_id').notNull(),
    /** Sealed for the audience below; null of a public client, which has none. */
    clientSecret: bin('client_secret'),
    /** Goes up with each secret that is saved: part of what it is sealed for. */
    secretVersion: int('secret_version').notNull(),
    secretSavedAt: ms('secret_saved_at'),
    /** What the manifest asks of an app: a data centre, a directory, endpoints of a generic one. Public. */
    settings: json<Settings>('settings').notNull(),
    /** Where the client secret may go: the token endpoint, and where tokens are revoked. */
    audience: json<string[]>('audience').notNull(),
    /** The entry of the audience that is the token endpoint. */
    tokenOrigin: str('token_origin').notNull(),
    scopes: json<string[]>('scopes').notNull(),
    /** Extra parameters of the authorization request. */
    params: json<Record<string, string>>('params').notNull(),
    /** How long an access token lives where the provider does not say, in seconds. Null: as the manifest says. */
    lifeSeconds: int('life_seconds'),
    /** For how long a refresh token that was used once is taken again, in seconds. Null: as the manifest says. */
    graceSeconds: int('grace_seconds'),
    revision: int('revision').notNull(),
    createdAt: ms('created_at').notNull(),
    createdBy: str('created_by').notNull(),
    updatedAt: ms('updated_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    uniqueIndex('oauth_apps_name_key').on(t.tenantId, t.component, t.nameKey),
    // Tokens of one client have one keeper: which secret refreshes them is never a guess.
    uniqueIndex('oauth_apps_client').on(t.tenantId, t.component, t.clientId, t.tokenOrigin),
  ],
);

/**
 * What keeps the tokens of a credential alive. The tokens themselves are sealed in its current version; this row says how
 * long they live, who refreshes them now, and what went wrong. Written with every version of an OAuth credential.
 */
export const grants = table(
  'grants',
  {
    tenantId: str('tenant_id').notNull(),
    workspaceId: str('workspace_id').notNull(),
    credentialId: str('credential_id').notNull(),
    /** The version of the credential whose tokens these are. */
    version: int('version').notNull(),
    component: str('component').notNull(),
    grantType: str<GrantType>('grant_type').notNull(),
    /** The client they were given to; an OAuth app with the same one refreshes them. Null: nobody said. */
    clientId: str('client_id'),
    /** Null: no OAuth app here has that client id, so nobody can refresh. */
    appId: str('app_id'),
    /** Whether there is something to refresh with: a refresh token, or a grant that needs none. */
    isRefreshable: flag('is_refreshable').notNull(),
    /** Goes up with each set of tokens that is saved, and with each new version: a save from an older one is refused. */
    generation: int('generation').notNull(),
    /** When the tokens came: by a sign-in, a file, a refresh. */
    tokensAt: ms('tokens_at').notNull(),
    /** Null: the access token has no end. */
    accessExpiresAt: ms('access_expires_at'),
    /** When the refresh token itself ends, where the provider or its manifest says so. */
    refreshExpiresAt: ms('refresh_expires_at'),
    scopesAsked: json<string[]>('scopes_asked').notNull(),
    /** Null: the provider has not said; then they are those that were asked for. */
    scopesGranted: json<string[]>('scopes_granted'),
    /** `reconnect`: only a person can mend it. `stopped`: a person wants no refresh. */
    state: str<'live' | 'retrying' | 'reconnect' | 'stopped'>('state').notNull(),
    /** Null: nothing to refresh, or nobody may. */
    refreshDueAt: ms('refresh_due_at'),
    refreshedAt: ms('refreshed_at'),
    /** host:port of the token endpoint, with the tenant where it typed that; limits and pauses are by it. Empty: no app. */
    host: str('host').notNull(),
    leaseOwner: str('lease_owner'),
    leasedUntil: ms('leased_until'),
    /** Goes up with each claim: who holds an older one has lost it. */
    leaseGeneration: int('lease_generation').notNull(),
    /** Written before the refresh token of this generation leaves, cleared with its answer. */
    sentAt: ms('sent_at'),
    sentCount: int('sent_count').notNull(),
    /** The first failure of this episode, and what the last one said. */
    failingSince: ms('failing_since'),
    failureClass: str<'revoked' | 'client' | 'provider' | 'ours'>('failure_class'),
    failureCode: str('failure_code'),
    failureMessage: str('failure_message'),
    failureFix: str('failure_fix'),
    attempts: int('attempts').notNull(),
    /** Set while tokens that have ended are kept all the same: when they are taken out. */
    eraseDueAt: ms('erase_due_at'),
    /** Something to know although it works: a lifetime in the wrong unit. */
    warning: str('warning'),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.workspaceId, t.credentialId] }),
    foreignKey({
      name: 'grants_credential',
      columns: [t.tenantId, t.workspaceId, t.credentialId],
      foreignColumns: [credentials.tenantId, credentials.workspaceId, credentials.id],
    }).onDelete('cascade'),
    // With what a turn is decided by: those of one tenant, or of a host that is paused, are passed over in the index.
    index('grants_due')
      .on(t.refreshDueAt, t.tenantId, t.host)
      .where(sql`refresh_due_at is not null`),
    index('grants_erase_due')
      .on(t.eraseDueAt)
      .where(sql`erase_due_at is not null`),
    index('grants_leased')
      .on(t.host, t.leasedUntil)
      .where(sql`leased_until is not null`),
    index('grants_app').on(t.tenantId, t.appId, t.credentialId),
    /** Holds all that a workspace counts and lists by, so that neither looks at the rows themselves. */
    index('grants_workspace').on(
      t.tenantId,
      t.workspaceId,
      t.state,
      t.refreshDueAt,
      t.credentialId,
      t.component,
      t.refreshedAt,
      t.host,
    ),
  ],
);

/** Token endpoints that fail for everybody: nobody asks them until the pause is over. */
export const refreshHosts = table('refresh_hosts', {
  host: str('host').primaryKey(),
  /** Failures in a row, of whichever credential. */
  failures: int('failures').notNull(),
  lastCode: str('last_code'),
  failingSince: ms('failing_since'),
  pausedUntil: ms('paused_until'),
});

/** A sign-in at a provider that somebody has begun. Only the browser session it was begun in may end it. */
export const connects = table(
  'connects',
  {
    /** SHA-256 of the state parameter, hexadecimal. */
    id: str('id').primaryKey(),
    tenantId: str('tenant_id').notNull(),
    workspaceId: str('workspace_id').notNull(),
    userId: str('user_id').notNull(),
    sessionId: str('session_id').notNull(),
    appId: str('app_id').notNull(),
    component: str('component').notNull(),
    /** The credential that is connected again; null: a new one is made. */
    credentialId: str('credential_id'),
    name: str('name').notNull(),
    environment: str('environment').notNull(),
    settings: json<Settings>('settings').notNull(),
    scopes: json<string[]>('scopes').notNull(),
    /** `waiting`: the provider has answered, and a person has to say that this is the account they meant. */
    state: str<'sent' | 'exchanging' | 'waiting' | 'done' | 'failed'>('state').notNull(),
    /** Code verifier and nonce; later the tokens. Under the tenant's data key. */
    sealed: bin('sealed').notNull(),
    createdAt: ms('created_at').notNull(),
    expiresAt: ms('expires_at').notNull(),
  },
  (t) => [index('connects_expires').on(t.expiresAt)],
);
