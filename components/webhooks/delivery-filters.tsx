'use client';

import { useTransition } from 'react';
import { useQueryStates } from 'nuqs';
import { FilterChips } from '#components/ui/filter-chips.tsx';
import { deliveryStates } from '#lib/delivery-log/schema.ts';
import { eventTypes } from '#lib/events/schema.ts';
import { deliveryParams } from './filters.ts';
import { deliveryWords, typeOptions } from './words.ts';

const stateOptions = deliveryStates.map((value) => ({ value, label: deliveryWords[value] }));

/** One of each at a time; each change begins at the newest again. */
export function DeliveryFilters() {
  const [isPending, startTransition] = useTransition();
  const [params, setParams] = useQueryStates(deliveryParams, { shallow: false, history: 'push', startTransition });
  const set = (change: Partial<typeof params>) => void setParams({ ...change, after: null });
  return (
    <div className="toolbar" aria-busy={isPending}>
      <FilterChips
        filters={[
          {
            label: 'State',
            options: stateOptions,
            values: listOf(params.state),
            onChange: (values) =>
              set({ state: deliveryStates.find((one) => one === newest(values, params.state)) ?? null }),
          },
          {
            label: 'Event',
            options: typeOptions,
            values: listOf(params.type),
            onChange: (values) => set({ type: eventTypes.find((one) => one === newest(values, params.type)) ?? null }),
          },
        ]}
      />
    </div>
  );
}

const listOf = (value: string | null): string[] => (value === null ? [] : [value]);

/** A list to tick, of which only the last tick counts. */
const newest = (values: readonly string[], before: string | null): string | null =>
  values.find((value) => value !== before) ?? null;
