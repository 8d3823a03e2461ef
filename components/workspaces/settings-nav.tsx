'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { keysHref, membersHref, settingsHref } from '#components/shell/hrefs.ts';
import type { Scope } from '#lib/workspaces/schema.ts';

/** The pages of the settings, for those who may see more than one. */
export function SettingsNav({ scope }: { scope: Scope }) {
  const path = usePathname();
  const links = [
    { label: 'Workspaces and sessions', href: settingsHref(scope) },
    { label: 'Members', href: membersHref(scope) },
    { label: 'Keys', href: keysHref(scope) },
  ];
  return (
    <nav className="subnav" aria-label="Settings">
      {links.map(({ label, href }) => (
        <Link key={href} href={href} aria-current={path === href ? 'page' : undefined}>
          {label}
        </Link>
      ))}
    </nav>
  );
}
