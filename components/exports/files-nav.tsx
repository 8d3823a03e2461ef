import { exportsHref, importsHref } from '#components/shell/hrefs.ts';
import { SubNav } from '#components/shell/sub-nav.tsx';
import type { Scope } from '#lib/workspaces/schema.ts';

/** What came in by file, and what left by one. */
export const FilesNav = ({ scope }: { scope: Scope }) => (
  <SubNav
    label="Files"
    links={[
      { label: 'Imports', href: importsHref(scope) },
      { label: 'Exports', href: exportsHref(scope) },
    ]}
  />
);
