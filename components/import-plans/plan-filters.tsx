import { FilterLinks } from '#components/import-history/filter-links.tsx';
import { itemsHref } from '#components/import-history/hrefs.ts';
import { planFilters, type PlanDto, type PlanFilter } from '#lib/import-plans/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { filterWords } from './words.ts';

interface PlanFiltersProps {
  scope: Scope;
  plan: PlanDto;
  filter: PlanFilter;
}

export function PlanFilters({ scope, plan, filter }: PlanFiltersProps) {
  const { counts } = plan;
  const all = counts.new + counts.conflict + counts.refused;
  return (
    <FilterLinks
      label="Items shown"
      kinds={planFilters.map((one) => ({
        label: filterWords[one],
        count: one === 'all' ? all : counts[one],
        href: itemsHref(scope, plan.id, { filter: one, after: 0 }),
        isOn: one === filter,
      }))}
    />
  );
}
