import { ButtonLink } from '#components/ui/button.tsx';
import { activitySearch, type ActivityParams } from './filters.ts';

/** Pages by the last row seen, not by a number: rows that arrive meanwhile move nothing. */
export function Older({ params, next }: { params: ActivityParams; next: string | null }) {
  if (next === null && params.after === null) return null;
  return (
    <nav className="row" aria-label="Pages of the activity">
      {params.after !== null && <ButtonLink href={activitySearch('?', { ...params, after: null })}>Newest</ButtonLink>}
      {next !== null && <ButtonLink href={activitySearch('?', { ...params, after: next })}>Older</ButtonLink>}
    </nav>
  );
}
