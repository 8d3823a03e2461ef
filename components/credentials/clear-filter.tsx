'use client';

import type { MouseEvent } from 'react';
import { Link } from '#components/ui/link.tsx';
import { parseAsArrayOf, parseAsBoolean, parseAsString, useQueryStates } from 'nuqs';
import { listParsers } from './filters.ts';

const parsers = { ...listParsers, category: parseAsArrayOf(parseAsString), trouble: parseAsBoolean };

export type FilterName = Exclude<keyof typeof parsers, 'after'>;

interface ClearFilterProps {
  name: FilterName;
  label: string;
  /** The same view without it, for a tab of its own. */
  href: string;
}

/** Goes through the same hands as the search box: an address typed a moment ago would else win over the link. */
export function ClearFilter({ name, label, href }: ClearFilterProps) {
  const [, set] = useQueryStates(parsers, { shallow: false });
  const clear = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    void set({ [name]: null, after: null });
  };
  return (
    <Link href={href} scroll={false} onClick={clear}>
      Clear {label}
    </Link>
  );
}
