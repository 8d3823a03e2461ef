'use client';

import { useTransition } from 'react';
import { useQueryStates } from 'nuqs';
import { ActiveChip } from '#components/ui/chip.tsx';
import { FilterMenu } from '#components/ui/filter-menu.tsx';
import type { Option } from '#components/ui/select.tsx';
import { auditGroups } from '#lib/audit/schema.ts';
import { activityParams, periods } from './filters.ts';
import { groupWords } from './words.ts';

const kinds = auditGroups.map((group) => ({ value: group, label: groupWords[group] }));
const periodWords = { day: 'Last 24 hours', week: 'Last 7 days', month: 'Last 30 days' };
const periodOptions = periods.map((period) => ({ value: period, label: periodWords[period] }));

interface ActivityFiltersProps {
  people: readonly Option[];
  /** The name of the one thing the rows are about. */
  about: string | null;
}

/** One of each kind at a time; each change begins at the newest row again. */
export function ActivityFilters({ people, about }: ActivityFiltersProps) {
  const [isPending, startTransition] = useTransition();
  const [params, setParams] = useQueryStates(activityParams, { shallow: false, history: 'push', startTransition });
  const set = (change: Partial<typeof params>) => void setParams({ ...change, after: null });
  return (
    <div className="toolbar" aria-busy={isPending}>
      <FilterMenu
        label="Kind"
        options={kinds}
        values={listOf(params.kind)}
        onChange={(values) => set({ kind: auditGroups.find((group) => group === newest(values, params.kind)) ?? null })}
      />
      <FilterMenu
        label="Person"
        options={people}
        values={listOf(params.person)}
        onChange={(values) => set({ person: newest(values, params.person) })}
      />
      <FilterMenu
        label="Period"
        options={periodOptions}
        values={listOf(params.period)}
        onChange={(values) => set({ period: periods.find((one) => one === newest(values, params.period)) ?? null })}
      />
      {params.about !== null && (
        <ActiveChip onClear={() => set({ about: null })}>About: {about ?? params.about}</ActiveChip>
      )}
    </div>
  );
}

const listOf = (value: string | null): string[] => (value === null ? [] : [value]);

/** A list to tick, of which only the last tick counts. */
const newest = (values: readonly string[], before: string | null): string | null =>
  values.find((value) => value !== before) ?? null;
