import { Link } from '#components/ui/link.tsx';
import { FlowState } from '#components/flows/flow-state.tsx';
import { ReplaceEverywhere } from '#components/flows/replace-everywhere.tsx';
import { flowHref } from '#components/shell/hrefs.ts';
import { Panel } from '#components/ui/panel.tsx';
import { Heads, Table } from '#components/ui/table.tsx';
import type { UseDto } from '#lib/uses/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';

interface UsedByProps {
  scope: Scope;
  uses: readonly UseDto[];
  credential: { readonly id: string; readonly name: string };
  /** Of the credential, where another of it may take its place. */
  replacesWithin: { readonly id: string; readonly name: string } | null;
}

/** Every step that signs in with it. */
export function UsedBy({ scope, uses, credential, replacesWithin }: UsedByProps) {
  if (uses.length === 0) {
    return (
      <Panel title="Used by">
        <p className="soft">No flow uses it. It can be deleted without stopping anything.</p>
      </Panel>
    );
  }
  const replace = replacesWithin && (
    <ReplaceEverywhere scope={scope} app={replacesWithin} from={credential} steps={uses.length} />
  );
  return (
    <Panel title="Used by" aside={replace} flush>
      <Table label="Flows that use this credential" bare stacked>
        <Heads of={['Flow', 'Step', 'State']} />
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
                <FlowState state={use.flowState} />
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
    </Panel>
  );
}
