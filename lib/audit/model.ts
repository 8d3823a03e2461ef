import { canonicalJson } from '#lib/json.ts';
import { lengthPrefixed } from '#lib/vault/aead.ts';

export type AuditDetail = Readonly<Record<string, string | number | boolean | null>>;

/** Every column the MAC speaks for, in this order. Adding one makes a new format. */
export interface AuditFields {
  readonly tenantId: string;
  readonly id: string;
  readonly at: number;
  readonly workspaceId: string | null;
  readonly actorKind: 'user' | 'system' | 'key';
  readonly actorId: string;
  readonly actorLabel: string;
  readonly action: string;
  readonly targetKind: string;
  readonly targetId: string;
  readonly targetLabel: string;
  readonly detail: AuditDetail;
  readonly requestId: string;
  readonly address: string;
  readonly keyId: string;
}

/** The bytes under the MAC. Null and empty text differ. */
export function auditBytes(row: AuditFields): Buffer {
  return lengthPrefixed([
    'keyhaven audit 1',
    row.tenantId,
    row.id,
    String(row.at),
    row.workspaceId === null ? '0' : `1${row.workspaceId}`,
    row.actorKind,
    row.actorId,
    row.actorLabel,
    row.action,
    row.targetKind,
    row.targetId,
    row.targetLabel,
    canonicalJson(row.detail),
    row.requestId,
    row.address,
    row.keyId,
  ]);
}
