'use client';

import { useTransition } from 'react';
import { useQueryStates } from 'nuqs';
import { authTypeOptions, environmentOptions, stateOptions } from '#components/credentials/filters.ts';
import { SearchField } from '#components/credentials/search-field.tsx';
import { FilterChips } from '#components/ui/filter-chips.tsx';
import { amount } from '#components/ui/words.ts';
import { authTypes, shownStates } from '#lib/credentials/schema.ts';
import { boardParsers } from './filters.ts';

/** Search and filters over the apps. They live in the address. */
export function BoardToolbar({ categories, apps }: { categories: readonly string[]; apps: number }) {
  const [isPending, startTransition] = useTransition();
  const [filter, set] = useQueryStates(boardParsers, { shallow: false, startTransition });
  const filters = [
    {
      label: 'State',
      options: stateOptions,
      values: filter.state,
      onChange: (values: string[]) => void set({ state: shownStates.filter((one) => values.includes(one)) }),
    },
    {
      label: 'Auth type',
      options: authTypeOptions,
      values: filter.authType,
      onChange: (values: string[]) => void set({ authType: authTypes.filter((one) => values.includes(one)) }),
    },
    {
      label: 'Category',
      options: categories.map((value) => ({ value, label: value })),
      values: filter.category,
      onChange: (category: string[]) => void set({ category }),
    },
    {
      label: 'Environment',
      options: environmentOptions(filter.environment),
      values: filter.environment,
      onChange: (environment: string[]) => void set({ environment }),
    },
  ];
  return (
    <div className="toolbar" aria-busy={isPending}>
      <SearchField label="Search apps and credentials" placeholder="Search app or credential" />
      <FilterChips filters={filters} />
      <span className="grow wide-only" />
      <span className="muted small wide-only">{amount(apps, 'app')}</span>
    </div>
  );
}
