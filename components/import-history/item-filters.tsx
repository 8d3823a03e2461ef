import { FilterLinks } from './filter-links.tsx';
import { importItemsPageSize, itemFilters, type ImportFacts, type ItemFilter } from '#lib/import-history/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { itemsHref } from './hrefs.ts';
import { filterWords } from './words.ts';

interface ItemFiltersProps {
  scope: Scope;
  facts: ImportFacts;
  filter: ItemFilter;
}

/** Of an import that is longer than one page: one kind of item, found without turning all the others over. */
export function ItemFilters({ scope, facts, filter }: ItemFiltersProps) {
  if (facts.total <= importItemsPageSize) return null;
  const counts = countsOf(facts);
  const kinds = itemFilters.filter((one) => counts[one] > 0 || one === filter);
  // All of one kind: there is nothing to choose between.
  if (kinds.length <= 2) return null;
  return (
    <FilterLinks
      label="Items shown"
      kinds={kinds.map((one) => ({
        label: filterWords[one],
        count: counts[one],
        href: itemsHref(scope, facts.id, { filter: one, after: 0 }),
        isOn: one === filter,
      }))}
    />
  );
}

function countsOf({ counts, undone }: ImportFacts): Record<ItemFilter, number> {
  const { created, overridden, skipped, refused } = counts;
  return { all: created + overridden + skipped + refused, ...counts, stayed: undone?.left ?? 0 };
}
