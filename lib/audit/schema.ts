import type { AuditDetail } from './model.ts';

export const auditPageSize = 50;

/** Groups a person filters by; an action belongs to the group before its dot. */
export const auditGroups = [
  'credential',
  'flow',
  'import',
  'export',
  'member',
  'session',
  'workspace',
  'tenant',
  'key',
  'api_key',
  'consumer',
  'oauth_app',
  'webhook',
] as const;
export type AuditGroup = (typeof auditGroups)[number];

export interface AuditFilter {
  readonly group?: AuditGroup | null;
  readonly actorId?: string | null;
  readonly targetId?: string | null;
  /** Epoch milliseconds. */
  readonly from?: number | null;
  /** Epoch milliseconds; that moment itself is not in it. */
  readonly to?: number | null;
  /** Id of the last row seen. */
  readonly after?: string | null;
}

export interface AuditRow {
  readonly id: string;
  readonly at: number;
  readonly actorKind: 'user' | 'system' | 'key';
  readonly actorId: string;
  readonly actorLabel: string;
  readonly action: string;
  readonly targetKind: string;
  readonly targetId: string;
  readonly targetLabel: string;
  readonly detail: AuditDetail;
  readonly address: string;
  readonly requestId: string;
}

export interface AuditPage {
  readonly rows: readonly AuditRow[];
  readonly next: string | null;
}
