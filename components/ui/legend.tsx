import { State } from './state.tsx';
import { stateMeaning, type StateName } from './states.ts';

/** What the marks mean. */
export function Legend({ of }: { of: readonly StateName[] }) {
  return (
    <dl className="legend">
      {of.map((state) => (
        <div key={state}>
          <dt>
            <State state={state} />
          </dt>
          <dd>{stateMeaning[state]}</dd>
        </div>
      ))}
    </dl>
  );
}
