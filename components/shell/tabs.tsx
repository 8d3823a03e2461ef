'use client';

import { useRef, type ReactNode } from 'react';
import { Link } from '#components/ui/link.tsx';
import { usePathname } from 'next/navigation';
import { useKeys } from './keys.ts';

export interface Tab {
  label: string;
  href: string;
  /** Shown where the tabs become a bar at the bottom. */
  icon: ReactNode;
  /** A small letter: `g`, then this, goes there. */
  letter?: string;
}

const holds = (href: string, path: string | null): boolean =>
  path !== null && (path === href || path.startsWith(`${href}/`));

export function Tabs({ tabs }: { tabs: readonly Tab[] }) {
  const path = usePathname();
  const nav = useRef<HTMLElement>(null);
  const go = (at: number) => nav.current?.querySelectorAll('a')[at]?.click();
  useKeys(Object.fromEntries(tabs.flatMap(({ letter }, at) => (letter ? [[`g ${letter}`, () => go(at)]] : []))));
  return (
    <nav className="tabs" aria-label="Workspace" ref={nav}>
      {tabs.map((tab) => (
        <Link key={tab.href} href={tab.href} aria-current={holds(tab.href, path) ? 'page' : undefined}>
          {tab.icon}
          {tab.label}
        </Link>
      ))}
    </nav>
  );
}
