import { Link } from '#components/ui/link.tsx';
import { importsHref } from '#components/shell/hrefs.ts';
import type { Scope } from '#lib/workspaces/schema.ts';

export function ImportsLink({ scope }: { scope: Scope }) {
  return (
    <p className="small">
      <Link href={importsHref(scope)}>Imports</Link>{' '}
      <span className="muted">What came in by file, and its undo for 30 days.</span>
    </p>
  );
}
