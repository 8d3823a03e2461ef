import type { AuditEntry } from '#lib/audit/commands.ts';

interface Told extends Omit<AuditEntry, 'targetId'> {
  readonly by: 'mara' | 'jonas' | 'keyhaven';
  readonly minutesAgo: number;
  /** Of the credential it is about. */
  readonly identifier?: string;
}

const day = 24 * 60;

const about = (identifier: string, targetLabel: string) => ({ identifier, targetKind: 'credential', targetLabel });

/** What happened in the sample workspace, newest first. */
export const sampleStory: readonly Told[] = [
  {
    by: 'keyhaven',
    minutesAgo: 4,
    action: 'credential.verified',
    ...about('pg-orders-replica', 'Orders read replica'),
    detail: { outcome: 'passed', durationMs: 186 },
  },
  {
    by: 'keyhaven',
    minutesAgo: 5,
    action: 'credential.verified',
    ...about('pg-ledger', 'Ledger'),
    detail: { outcome: 'failed', code: '28P01' },
  },
  {
    by: 'mara',
    minutesAgo: 52,
    action: 'export.created',
    targetKind: 'export',
    targetLabel: '2 credentials',
    detail: { count: 2, sealing: 'passphrase', reason: 'Move to Contoso' },
  },
  {
    by: 'mara',
    minutesAgo: 52,
    action: 'credential.exported',
    ...about('mc-newsletter', 'Newsletter'),
  },
  {
    by: 'mara',
    minutesAgo: day + 20,
    action: 'import.applied',
    targetKind: 'import',
    targetLabel: 'northwind-staging.bson',
    detail: { created: 1, overridden: 1 },
  },
  {
    by: 'mara',
    minutesAgo: day + 20,
    action: 'credential.overridden',
    ...about('pg-orders-replica', 'Orders read replica'),
    detail: { version: 3 },
  },
  {
    by: 'mara',
    minutesAgo: day + 20,
    action: 'credential.imported',
    ...about('stripe-test-mode', 'Test mode'),
    detail: { component: 'stripe' },
  },
  {
    by: 'jonas',
    minutesAgo: 2 * day,
    action: 'credential.deleted',
    ...about('rest-partner-portal', 'Partner portal'),
  },
  {
    by: 'keyhaven',
    minutesAgo: 3 * day + 90,
    action: 'credential.quarantined',
    ...about('rest-warehouse-robot', 'Warehouse robot'),
  },
  {
    by: 'jonas',
    minutesAgo: 12 * day,
    action: 'credential.created',
    ...about('mc-loyalty', 'Loyalty club'),
    detail: { component: 'mailchimp' },
  },
  {
    by: 'jonas',
    minutesAgo: 12 * day + 30,
    action: 'credential.deleted',
    ...about('slack-old-bot', 'Old announcements bot'),
  },
  {
    by: 'mara',
    minutesAgo: 80 * day,
    action: 'credential.updated',
    ...about('pg-orders-replica', 'Orders read replica'),
    detail: { version: 2, reason: 'replaced' },
  },
  {
    by: 'mara',
    minutesAgo: 260 * day,
    action: 'workspace.created',
    targetKind: 'workspace',
    targetLabel: 'Staging',
  },
];
