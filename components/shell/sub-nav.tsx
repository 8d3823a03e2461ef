'use client';

import { Link } from '#components/ui/link.tsx';
import { usePathname } from 'next/navigation';

interface SubNavProps {
  label: string;
  links: readonly { label: string; href: string }[];
}

/** The pages beside this one, in the head of each of them. */
export function SubNav({ label: name, links }: SubNavProps) {
  const path = usePathname();
  return (
    <nav className="subnav" aria-label={name}>
      {links.map(({ label, href }) => (
        <Link key={href} href={href} aria-current={path === href ? 'page' : undefined}>
          {label}
        </Link>
      ))}
    </nav>
  );
}
