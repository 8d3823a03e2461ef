import Link from 'next/link';
import { clsx } from 'clsx';
import { planFilters, type PlanDto, type PlanFilter } from '#lib/import-plans/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { planHref } from './hrefs.ts';
import { filterLabel } from './words.ts';

interface PlanFiltersProps {
  scope: Scope;
  plan: PlanDto;
  filter: PlanFilter;
}

/** Kinds of items, each with how many there are. */
export function PlanFilters({ scope, plan, filter }: PlanFiltersProps) {
  const { counts } = plan;
  const all = counts.new + counts.conflict + counts.refused;
  return (
    <nav className="row wrap" aria-label="Items shown">
      {planFilters.map((one) => (
        <Link
          key={one}
          className={clsx('chip', one === filter && 'on')}
          aria-current={one === filter ? 'page' : undefined}
          href={planHref(scope, plan.id, { filter: one, after: 0 })}
          scroll={false}
        >
          {filterLabel(one)}
          <span className="n">{(one === 'all' ? all : counts[one]).toLocaleString('en-GB')}</span>
        </Link>
      ))}
    </nav>
  );
}
