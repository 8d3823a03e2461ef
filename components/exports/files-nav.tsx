'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { exportsHref, importsHref } from '#components/shell/hrefs.ts';
import type { Scope } from '#lib/workspaces/schema.ts';

/** What came in by file, and what left by one. */
export function FilesNav({ scope }: { scope: Scope }) {
  const path = usePathname();
  const links = [
    { label: 'Imports', href: importsHref(scope) },
    { label: 'Exports', href: exportsHref(scope) },
  ];
  return (
    <nav className="subnav" aria-label="Files">
      {links.map(({ label, href }) => (
        <Link key={href} href={href} aria-current={path === href ? 'page' : undefined}>
          {label}
        </Link>
      ))}
    </nav>
  );
}
