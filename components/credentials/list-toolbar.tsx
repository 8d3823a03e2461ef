'use client';

import { useTransition, type ReactNode } from 'react';
import { useQueryStates } from 'nuqs';
import { amount } from '#components/ui/words.ts';
import { authTypes, shownStates, type AppForm } from '#lib/credentials/schema.ts';
import { environmentOptions, listParsers, stateOptions } from './filters.ts';
import { FilterChips } from '#components/ui/filter-chips.tsx';
import { SearchField } from './search-field.tsx';

interface ListToolbarProps {
  /** Null where the manifest cannot be read. */
  app: AppForm | null;
  total: number;
  /** What can be done with all that the list shows. */
  children?: ReactNode;
}

/** Search and filters over the credentials of one app. A change begins at the first page again. */
export function ListToolbar({ app, total, children }: ListToolbarProps) {
  const [isPending, startTransition] = useTransition();
  const [filter, set] = useQueryStates(listParsers, { shallow: false, startTransition });
  const methods = app?.authMethods ?? [];
  const filters = [
    {
      label: 'State',
      options: stateOptions,
      values: filter.state,
      onChange: (values: string[]) =>
        void set({ state: shownStates.filter((one) => values.includes(one)), after: null }),
    },
    {
      label: 'Environment',
      options: environmentOptions(filter.environment),
      values: filter.environment,
      onChange: (environment: string[]) => void set({ environment, after: null }),
    },
    {
      label: 'Auth type',
      options: methods.map((one) => ({ value: one.type, label: one.label })),
      values: filter.authType,
      onChange: (values: string[]) =>
        void set({ authType: authTypes.filter((one) => values.includes(one)), after: null }),
    },
  ];
  return (
    <div className="toolbar" aria-busy={isPending}>
      <SearchField label="Search credentials" placeholder="Search these credentials" />
      <FilterChips filters={filters.filter((one) => one.options.length > 1)} />
      <span className="grow wide-only" />
      <span className="muted small wide-only">{amount(total, 'credential')}</span>
      {children}
    </div>
  );
}
