import { importHref } from '#components/shell/hrefs.ts';
import { ButtonLink } from '#components/ui/button.tsx';
import type { Scope } from '#lib/workspaces/schema.ts';

interface ItemPagesProps {
  scope: Scope;
  id: string;
  /** Number of the last item of the page before; 0 on the first. */
  after: number;
  next: number | null;
}

export function ItemPages({ scope, id, after, next }: ItemPagesProps) {
  if (after === 0 && next === null) return null;
  const path = importHref(scope, id);
  return (
    <nav className="row" aria-label="Pages of items">
      {after > 0 && <ButtonLink href={path}>Back to start</ButtonLink>}
      {next !== null && <ButtonLink href={`${path}?after=${next}`}>Next</ButtonLink>}
    </nav>
  );
}
