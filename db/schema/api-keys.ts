import { sql } from 'drizzle-orm';
import type { Scope } from '#lib/access.ts';
import { bin, foreignKey, index, int, json, ms, primaryKey, str, table, uniqueIndex } from '../columns.ts';
import { consumers } from './consumers.ts';
import { workspaces } from './tenants.ts';

/** What a session lets its consumer do, and where it leads back to. */
export interface SessionSettings {
  readonly unifiedApis?: readonly string[];
  readonly allowActions?: readonly ('delete' | 'disconnect' | 'reauthorize' | 'disable')[];
  readonly redirectUri?: string;
}

/** `key`: a program's. `user`: an end user's, in the hands of the tenant's server. `session`: one in their browser. */
export type KeyKind = 'key' | 'user' | 'session';

/** Every bearer token there is. The token itself is shown once and not kept. */
export const apiKeys = table(
  'api_keys',
  {
    tenantId: str('tenant_id').notNull(),
    workspaceId: str('workspace_id').notNull(),
    id: str('id').notNull(),
    kind: str<KeyKind>('kind').notNull(),
    name: str('name').notNull(),
    /** SHA-256 of the token, hexadecimal. */
    tokenHash: str('token_hash').notNull(),
    /** The last characters of the token, to tell it by. */
    hint: str('hint').notNull(),
    scopes: json<Scope[]>('scopes').notNull(),
    /** The key it was made with: ends with that, at the latest. */
    parentId: str('parent_id'),
    consumerId: str('consumer_id'),
    settings: json<SessionSettings>('settings').notNull(),
    createdAt: ms('created_at').notNull(),
    createdBy: str('created_by').notNull(),
    createdByLabel: str('created_by_label').notNull(),
    /** Null: it has no end. */
    expiresAt: ms('expires_at'),
    lastUsedAt: ms('last_used_at'),
    lastUsedFrom: str('last_used_from'),
    revokedAt: ms('revoked_at'),
    revokedByLabel: str('revoked_by_label'),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.workspaceId, t.id] }),
    foreignKey({
      name: 'api_keys_workspace',
      columns: [t.tenantId, t.workspaceId],
      foreignColumns: [workspaces.tenantId, workspaces.id],
    }),
    foreignKey({
      name: 'api_keys_consumer',
      columns: [t.tenantId, t.workspaceId, t.consumerId],
      foreignColumns: [consumers.tenantId, consumers.workspaceId, consumers.id],
    }).onDelete('cascade'),
    uniqueIndex('api_keys_token_hash').on(t.tokenHash),
    index('api_keys_list').on(t.tenantId, t.workspaceId, t.kind, t.id),
    index('api_keys_parent').on(t.tenantId, t.workspaceId, t.parentId),
    index('api_keys_live')
      .on(t.tenantId, t.workspaceId, t.parentId)
      .where(sql`revoked_at is null`),
    index('api_keys_revoked')
      .on(t.revokedAt)
      .where(sql`revoked_at is not null`),
    index('api_keys_consumer').on(t.tenantId, t.workspaceId, t.consumerId),
    index('api_keys_expires')
      .on(t.expiresAt)
      .where(sql`expires_at is not null`),
  ],
);

/** What was answered to a request that may be sent again. Kept for a day, sealed: answers hold tokens. */
export const idempotencyKeys = table(
  'idempotency_keys',
  {
    tenantId: str('tenant_id').notNull(),
    workspaceId: str('workspace_id').notNull(),
    /** Who sent it: another key's request of the same name is another request. */
    keyId: str('key_id').notNull(),
    idempotencyKey: str('idempotency_key').notNull(),
    /** Keyed, of method, path and body: a body may hold a secret. */
    requestHash: str('request_hash').notNull(),
    /** Null: it is being worked on. */
    status: int('status'),
    answer: bin('answer'),
    createdAt: ms('created_at').notNull(),
    /** Until when it counts as being worked on. */
    leasedUntil: ms('leased_until').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.workspaceId, t.keyId, t.idempotencyKey] }),
    index('idempotency_keys_created').on(t.createdAt),
  ],
);
