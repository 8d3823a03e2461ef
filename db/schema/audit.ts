import { bin, index, json, ms, primaryKey, str, table } from '../columns.ts';

/**
 * What happened, written in the transaction that made it happen. `mac` is a keyed MAC over every other column, so a row
 * edited or moved is seen; order and completeness are the sealer's work.
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
    index('audit_at').on(t.tenantId, t.at, t.id),
    index('audit_target').on(t.tenantId, t.targetId, t.at),
  ],
);
