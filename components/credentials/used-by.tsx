import Link from 'next/link';
import { Pause, Pencil, Play } from 'lucide-react';
import { flowHref } from '#components/shell/hrefs.ts';
import { Icon } from '#components/ui/icon.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { Table } from '#components/ui/table.tsx';
import type { UseDto } from '#lib/uses/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';

const stateOf = {
  active: { icon: Play, words: 'Active' },
  paused: { icon: Pause, words: 'Paused' },
  draft: { icon: Pencil, words: 'Draft' },
} as const;

/** Every step that signs in with it. */
export function UsedBy({ scope, uses }: { scope: Scope; uses: readonly UseDto[] }) {
  if (uses.length === 0) {
    return (
      <Panel title="Used by">
        <p className="soft">No flow uses it. It can be deleted without stopping anything.</p>
      </Panel>
    );
  }
  return (
    <Panel title="Used by" flush>
      <Table label="Flows that use this credential" bare stacked>
        <thead>
          <tr>
            <th scope="col">Flow</th>
            <th scope="col">Step</th>
            <th scope="col">State</th>
          </tr>
        </thead>
        <tbody>
          {uses.map((use) => (
            <tr key={`${use.flowId} ${use.stepName}`}>
              <td data-label="Flow">
                <Link href={flowHref(scope, use.flowId)}>{use.flowName}</Link>
              </td>
              <td data-label="Step" className="soft">
                {use.stepName}
              </td>
              <td data-label="State">
                <span className="row">
                  <Icon of={stateOf[use.flowState].icon} />
                  {stateOf[use.flowState].words}
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
    </Panel>
  );
}
