import { credentialsHref, importsHref } from '#components/shell/hrefs.ts';
import type { Crumb } from '#components/ui/page-head.tsx';
import type { Scope } from '#lib/workspaces/schema.ts';

/** The way to an import, or to the plan of one. */
export const importCrumbs = (scope: Scope): Crumb[] => [
  { label: 'App Credentials', href: credentialsHref(scope) },
  { label: 'Imports', href: importsHref(scope) },
];
