'use client';

import { useTransition } from 'react';
import { useQueryStates } from 'nuqs';
import { SearchField } from '#components/credentials/search-field.tsx';
import { Chip } from '#components/ui/chip.tsx';
import { FilterChips } from '#components/ui/filter-chips.tsx';
import { amount } from '#components/ui/words.ts';
import { flowStates } from '#lib/flows/schema.ts';
import { flowParsers, flowStateOptions } from './filters.ts';

/** Search and filters over the flows. A change begins at the first page again. */
export function FlowToolbar({ total }: { total: number }) {
  const [isPending, startTransition] = useTransition();
  const [filter, set] = useQueryStates(flowParsers, { shallow: false, startTransition });
  const states = {
    label: 'State',
    options: flowStateOptions,
    values: filter.state,
    onChange: (values: string[]) => void set({ state: flowStates.filter((one) => values.includes(one)), after: null }),
  };
  return (
    <div className="toolbar" aria-busy={isPending}>
      <SearchField label="Search flows" placeholder="Search flow" />
      <FilterChips filters={[states]} />
      <Chip pressed={filter.trouble} onClick={() => void set({ trouble: !filter.trouble || null, after: null })}>
        Needs attention
      </Chip>
      <span className="grow wide-only" />
      <span className="muted small wide-only">{amount(total, 'flow')}</span>
    </div>
  );
}
