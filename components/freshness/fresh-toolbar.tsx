'use client';

import { useTransition } from 'react';
import { useQueryStates } from 'nuqs';
import { FilterChips } from '#components/ui/filter-chips.tsx';
import { freshStates } from '#lib/freshness/schema.ts';
import { freshOptions, freshParsers } from './filters.ts';

/** Filters over the list. They live in the address; a change begins at the first page again. */
export function FreshToolbar({ names }: { names: Readonly<Record<string, string>> }) {
  const [isPending, startTransition] = useTransition();
  const [filter, set] = useQueryStates(freshParsers, { shallow: false, startTransition });
  const filters = [
    {
      label: 'State',
      options: freshOptions,
      values: filter.state,
      onChange: (values: string[]) =>
        void set({ state: freshStates.filter((one) => values.includes(one)), after: null }),
    },
    {
      label: 'App',
      options: Object.entries(names).map(([value, label]) => ({ value, label })),
      values: filter.app,
      onChange: (app: string[]) => void set({ app, after: null }),
    },
  ];
  return (
    <div className="toolbar" aria-busy={isPending}>
      <h2 className="grow">What is due next</h2>
      <FilterChips filters={filters} />
    </div>
  );
}
