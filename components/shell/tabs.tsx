'use client';

import type { ReactNode } from 'react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';

export interface Tab {
  label: string;
  href: string;
  /** Shown where the tabs become a bar at the bottom. */
  icon: ReactNode;
}

const holds = (href: string, path: string | null): boolean =>
  path !== null && (path === href || path.startsWith(`${href}/`));

export function Tabs({ tabs }: { tabs: readonly Tab[] }) {
  const path = usePathname();
  return (
    <nav className="tabs" aria-label="Workspace">
      {tabs.map((tab) => (
        <Link key={tab.href} href={tab.href} aria-current={holds(tab.href, path) ? 'page' : undefined}>
          {tab.icon}
          {tab.label}
        </Link>
      ))}
    </nav>
  );
}
