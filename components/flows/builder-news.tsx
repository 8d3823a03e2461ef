import { Link } from '#components/ui/link.tsx';
import { flowsHref } from '#components/shell/hrefs.ts';
import { Result } from '#components/ui/result.tsx';
import type { Scope } from '#lib/workspaces/schema.ts';
import type { CheckSummary } from './check-words.ts';
import type { FlowEditor } from './use-flow.ts';

interface BuilderNewsProps {
  scope: Scope;
  editor: FlowEditor;
  summary: CheckSummary | null;
}

/** What happened to the whole flow: somebody else was quicker, it is gone, its check is back. */
export function BuilderNews({ scope, editor: { gone, isOvertaken }, summary }: BuilderNewsProps) {
  return (
    <>
      {gone && (
        <Result
          state="failed"
          title={gone.message}
          fix={<Link href={flowsHref(scope)}>To the flows of this workspace</Link>}
        />
      )}
      {isOvertaken && (
        <Result
          state="failed"
          title="Somebody changed this flow meanwhile."
          fix="It is shown as it is now; what you asked for was not done. Do it again if it still fits."
        />
      )}
      {summary && <Result state={summary.state} title={summary.title} fix={summary.fix ?? undefined} />}
    </>
  );
}
