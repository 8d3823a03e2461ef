import { KeepFresh } from '#components/import-history/keep-fresh.tsx';
import { importHref } from '#components/shell/hrefs.ts';
import { fileSize } from '#components/ui/file-row.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { State } from '#components/ui/state.tsx';
import { Heads, NameCell, Table } from '#components/ui/table.tsx';
import type { OpenPlan } from '#lib/import-plans/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { openPlansWords, standingWords } from './words.ts';

interface OpenPlansProps {
  scope: Scope;
  plans: readonly OpenPlan[];
}

/** Files that have been read, or are being read, and wait for somebody to decide. */
export function OpenPlans({ scope, plans }: OpenPlansProps) {
  if (plans.length === 0) return null;
  return (
    <Panel title={openPlansWords(plans)} flush>
      <Table label="Open plans" stacked bare>
        <Heads of={['File', 'Items', 'State']} />
        <tbody>
          {plans.map((plan) => (
            <tr key={plan.id}>
              <NameCell href={importHref(scope, plan.id)} name={plan.fileName} id={fileSize(plan.fileBytes)} />
              <td data-label="Items">{plan.run.total.toLocaleString('en-GB')}</td>
              <td data-label="State">
                <Standing plan={plan} />
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
      {plans.some(({ run }) => run.state === 'due') && <KeepFresh />}
    </Panel>
  );
}

function Standing({ plan }: { plan: OpenPlan }) {
  const words = standingWords(plan);
  if (plan.run.state === 'ready') return <span>{words}</span>;
  return <State state={plan.run.state === 'failed' ? 'failed' : 'verifying'}>{words}</State>;
}
