import { ButtonLink } from '#components/ui/button.tsx';
import type { Scope } from '#lib/workspaces/schema.ts';
import { itemsHref, type ItemView } from './hrefs.ts';

interface ItemPagesProps {
  scope: Scope;
  id: string;
  view: ItemView;
  next: number | null;
}

export function ItemPages({ scope, id, view, next }: ItemPagesProps) {
  if (view.after === 0 && next === null) return null;
  return (
    <nav className="row" aria-label="Pages of items">
      {view.after > 0 && <ButtonLink href={itemsHref(scope, id, { ...view, after: 0 })}>Back to start</ButtonLink>}
      {next !== null && <ButtonLink href={itemsHref(scope, id, { ...view, after: next })}>Next</ButtonLink>}
    </nav>
  );
}
