import { FilterLinks } from '#components/import-history/filter-links.tsx';
import { outcomes, type LiveImportDto, type OutcomeFilter } from '#lib/live-imports/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { rowsHref } from './hrefs.ts';
import { filterWords } from './words.ts';

interface RowFiltersProps {
  scope: Scope;
  facts: LiveImportDto;
  outcome: OutcomeFilter;
}

/** One outcome at a time, each with how many lines came to it. */
export function RowFilters({ scope, facts: { id, counts }, outcome }: RowFiltersProps) {
  const all = outcomes.reduce((sum, one) => sum + counts[one], 0);
  const kinds: readonly OutcomeFilter[] = ['all', ...outcomes];
  return (
    <FilterLinks
      label="Lines shown"
      kinds={kinds.map((one) => ({
        label: filterWords[one],
        count: one === 'all' ? all : counts[one],
        href: rowsHref(scope, id, { outcome: one, after: 0 }),
        isOn: one === outcome,
      }))}
    />
  );
}
