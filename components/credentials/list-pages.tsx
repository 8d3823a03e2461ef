import { ButtonLink } from '#components/ui/button.tsx';
import type { ListFilter } from '#lib/credentials/schema.ts';
import { listHref } from './filters.ts';

interface ListPagesProps {
  path: string;
  filter: ListFilter;
  next: string | null;
}

/** Pages by keyset: on, or back to the first. Both are addresses. */
export function ListPages({ path, filter, next }: ListPagesProps) {
  if (!next && !filter.after) return null;
  return (
    <nav className="toolbar" aria-label="Pages">
      {filter.after && (
        <ButtonLink small href={listHref(path, { ...filter, after: null })}>
          Back to start
        </ButtonLink>
      )}
      <span className="grow" />
      {next && (
        <ButtonLink small href={listHref(path, { ...filter, after: next })}>
          Next
        </ButtonLink>
      )}
    </nav>
  );
}
