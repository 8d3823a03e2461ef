import { Link } from '#components/ui/link.tsx';
import { exportsHref } from '#components/shell/hrefs.ts';
import type { Scope } from '#lib/workspaces/schema.ts';

export function ExportsLink({ scope }: { scope: Scope }) {
  return (
    <p className="small">
      <Link href={exportsHref(scope)}>Exports</Link>{' '}
      <span className="muted">What left by file, for whom and why; a file of everything.</span>
    </p>
  );
}
