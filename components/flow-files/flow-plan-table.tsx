'use client';

import { AppTile } from '#components/credentials/app-tile.tsx';
import { CredentialPicker } from '#components/flows/credential-picker.tsx';
import { Button } from '#components/ui/button.tsx';
import { State } from '#components/ui/state.tsx';
import { Heads, Table } from '#components/ui/table.tsx';
import type { PlanFlow, PlanStep } from '#lib/flow-files/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { pick, settledOf, type Picked, type Picks } from './review.ts';
import { brokenWords, settledWords } from './words.ts';

interface FlowPlanTableProps {
  scope: Scope;
  flow: PlanFlow;
  picks: Picks;
  onPicks: (picks: Picks) => void;
}

/** The steps of one flow: what each signs in with there, and here. */
export function FlowPlanTable({ scope, flow, picks, onPicks }: FlowPlanTableProps) {
  if (flow.steps.length === 0) return <p className="soft">It has no step yet.</p>;
  return (
    <Table label={`Steps of ${flow.createName}`} stacked className="bindings">
      <Heads of={['Step', 'In the file', 'Here']} />
      <tbody>
        {flow.steps.map((step) => (
          <tr key={step.step}>
            <td>
              <StepName step={step} />
            </td>
            <td className="soft" data-label="In the file">
              {step.there ? <There there={step.there} /> : <span>No credential</span>}
            </td>
            <td>
              <Here
                scope={scope}
                flow={flow}
                step={step}
                picks={picks}
                onPick={(picked) => onPicks(pick(picks, flow, step, picked))}
              />
            </td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function StepName({ step: { step, name, app } }: { step: PlanStep }) {
  return (
    <div className="row">
      <AppTile icon={app.icon} name={app.name} size="sm" />
      <div className="grow">
        <b>
          {step}. {name}
        </b>
        <span className="muted small block">{app.name}</span>
      </div>
    </div>
  );
}

const There = ({ there }: { there: NonNullable<PlanStep['there']> }) => (
  <span>
    {there.name}
    {there.environment !== '' && <span className="muted small block">{there.environment}</span>}
  </span>
);

interface HereProps extends Omit<FlowPlanTableProps, 'onPicks'> {
  step: PlanStep;
  onPick: (picked: Picked | null) => void;
}

function Here({ scope, flow, step, picks, onPick }: HereProps) {
  if (step.app.isGone)
    return (
      <>
        <State state="unreadable">Not in the catalogue here</State>
        <p className="small soft">The step is made, to be replaced in the builder.</p>
      </>
    );
  const settled = settledOf(picks, flow, step);
  const broken = settled && brokenWords(settled.credential);
  return (
    <>
      <div className="choose">
        <CredentialPicker
          scope={scope}
          app={step.app}
          value={settled?.credential ?? null}
          onPick={onPick}
          label={
            <>
              {settledWords(settled)}
              <span className="sr">
                , credential of step {step.step}, {step.name}
              </span>
            </>
          }
        />
        {settled && (
          <Button variant="quiet" onClick={() => onPick(null)}>
            Leave open<span className="sr"> {step.name}</span>
          </Button>
        )}
      </div>
      {broken && <p className="small soft lack">{broken}</p>}
    </>
  );
}
