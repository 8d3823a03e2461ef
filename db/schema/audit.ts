import { sql } from 'drizzle-orm';
import { bin, index, json, ms, primaryKey, str, table } from '../columns.ts';

/**
 * Not a token that was handed out. Of those there are as many as of requests, about any credential in no order, and a row
 * about something at random changes a page at random of an index: they are found by `auditBlocks` alone.
 */
export const isNoHandout = sql`action <> 'credential.token_issued'`;

/**
 * What happened, written in the transaction that made it happen. `mac` is a keyed MAC over every other column, so a row
 * edited or moved is seen; order and completeness are the sealer's work. Ids are in order of `at`.
 */
export const audit = table(
  'audit',
  {
    tenantId: str('tenant_id').notNull(),
    id: str('id').notNull(),
    at: ms('at').notNull(),
    workspaceId: str('workspace_id'),
    actorKind: str<'user' | 'system' | 'key'>('actor_kind').notNull(),
    actorId: str('actor_id').notNull(),
    actorLabel: str('actor_label').notNull(),
    action: str('action').notNull(),
    targetKind: str('target_kind').notNull(),
    targetId: str('target_id').notNull(),
    targetLabel: str('target_label').notNull(),
    detail: json<Record<string, string | number | boolean | null>>('detail').notNull(),
    requestId: str('request_id').notNull(),
    address: str('address').notNull(),
    keyId: str('key_id').notNull(),
    mac: bin('mac').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index('audit_target').on(t.tenantId, t.targetId, t.id).where(isNoHandout),
  ],
);

/**
 * What a run of rows speaks of, so that nobody reads those that do not matter: of each tenant without a gap from its first
 * row, and behind the last block are the rows that are too new. Made from `audit`, and may be made again.
 */
export const auditBlocks = table(
  'audit_blocks',
  {
    tenantId: str('tenant_id').notNull(),
    /** Where the block before ends; the rows of this one come after. */
    afterId: str('after_id').notNull(),
    /** Of its newest row. */
    lastId: str('last_id').notNull(),
    /** Three bytes of each word that its rows may be looked for by. */
    prints: bin('prints').notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.afterId] })],
);
