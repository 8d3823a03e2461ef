import { EmptyState } from '#components/ui/empty-state.tsx';
import { FlowState } from './flow-state.tsx';

const meanings = [
  ['draft', 'Being built. It names credentials and holds none back'],
  ['active', 'Runs. Nobody can delete a credential it needs'],
  ['paused', 'Stands still until it is activated again'],
] as const;

/** Where there is no flow yet: what one is, what happens next, how to begin. */
export function FirstFlow() {
  return (
    <div className="panel">
      <div className="halves">
        <EmptyState
          title="Create the first flow"
          sentence="A flow is a row of steps. Each step talks to one app, with one credential."
          steps={[
            'Name it, then add a step for each app.',
            'Choose a credential for each step, or add one in place; only those that work can be chosen.',
            'Activate it once every step has its credential.',
          ]}
        />
        <div className="stack">
          <h3>What the states mean</h3>
          <dl className="legend">
            {meanings.map(([state, words]) => (
              <div key={state}>
                <dt>
                  <FlowState state={state} />
                </dt>
                <dd>{words}</dd>
              </div>
            ))}
          </dl>
        </div>
      </div>
    </div>
  );
}
