import { problemOf } from '#components/imports/problem.ts';
import { Panel } from '#components/ui/panel.tsx';
import { Result } from '#components/ui/result.tsx';
import type { RunDto } from '#lib/import-runs/schema.ts';

/** Why there is no plan of this file. */
export function PlanFailed({ failure }: { failure: NonNullable<RunDto['failure']> }) {
  const { title, fix, code } = problemOf(failure, 'credential');
  return (
    <Panel title="The file could not be read">
      <Result state="failed" title={title} fix={fix} reference={code} isLive={false} />
    </Panel>
  );
}
