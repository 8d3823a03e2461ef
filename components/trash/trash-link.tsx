import { Link } from '#components/ui/link.tsx';
import { trashHref } from '#components/shell/hrefs.ts';
import type { Scope } from '#lib/workspaces/schema.ts';

export function TrashLink({ scope }: { scope: Scope }) {
  return (
    <p className="small">
      <Link href={trashHref(scope)}>Trash</Link>{' '}
      <span className="muted">Deleted credentials wait here for 30 days.</span>
    </p>
  );
}
