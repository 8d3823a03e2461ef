import { credentialHref, importHref } from '#components/shell/hrefs.ts';
import type { Standing } from '#lib/checks/schema.ts';
import type { AuditRow } from '#lib/audit/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';

/** Ids of what these rows are about, of one kind. */
export const targetsOf = (rows: readonly AuditRow[], kind: string): string[] => [
  ...new Set(rows.filter((row) => row.targetKind === kind).map((row) => row.targetId)),
];

/** Where the credentials that are still here are, and the imports, by their ids. */
export const hrefsOf = (
  scope: Scope,
  credentials: readonly Standing[],
  imports: ReadonlySet<string>,
): ReadonlyMap<string, string> =>
  new Map([
    ...credentials.map((one) => [one.id, credentialHref(scope, one)] as const),
    ...[...imports].map((id) => [id, importHref(scope, id)] as const),
  ]);
