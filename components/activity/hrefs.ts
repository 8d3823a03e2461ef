import { consumerHref, credentialHref, exportHref, flowHref, importHref } from '#components/shell/hrefs.ts';
import type { Standing } from '#lib/checks/schema.ts';
import type { AuditRow } from '#lib/audit/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';

/** Ids of what these rows are about, of one kind. */
export const targetsOf = (rows: readonly AuditRow[], kind: string): string[] => [
  ...new Set(rows.filter((row) => row.targetKind === kind).map((row) => row.targetId)),
];

interface Here {
  readonly credentials: readonly Standing[];
  readonly flows: readonly string[];
  readonly consumers: ReadonlySet<string>;
  readonly imports: ReadonlySet<string>;
  readonly exports: ReadonlySet<string>;
}

/** Where what is still here is, by its id. */
export const hrefsOf = (scope: Scope, here: Here): ReadonlyMap<string, string> => {
  const { credentials, flows, consumers, imports, exports } = here;
  return new Map([
    ...credentials.map((one) => [one.id, credentialHref(scope, one)] as const),
    ...flows.map((id) => [id, flowHref(scope, id)] as const),
    ...[...consumers].map((id) => [id, consumerHref(scope, id)] as const),
    ...[...imports].map((id) => [id, importHref(scope, id)] as const),
    ...[...exports].map((id) => [id, exportHref(scope, id)] as const),
  ]);
};
