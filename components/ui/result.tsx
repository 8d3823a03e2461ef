import type { ReactNode } from 'react';
import { clsx } from 'clsx';
import { Mark } from './mark.tsx';
import type { StateName } from './states.ts';

export interface ProbeStep {
  state: StateName;
  text: string;
  durationMs?: number;
}

interface ResultProps {
  state: StateName;
  /** In place of the state's mark, where it is not the state of a credential. */
  icon?: ReactNode;
  /** One sentence, with the app's name. */
  title: ReactNode;
  /** What to do about it, in the next one. */
  fix?: ReactNode;
  durationMs?: number;
  /** What a driver or a provider calls it; behind Details. */
  code?: string;
  /** Ours, to quote when asking for help; in sight. */
  reference?: string;
  steps?: readonly ProbeStep[];
  action?: ReactNode;
  /** Said aloud when it appears. Off for a notice that is part of the page. */
  isLive?: boolean;
}

const ms = (duration: number): string => `${Math.round(duration).toLocaleString('en-GB')} ms`;

/** What a check or an import came to: a mark, a sentence, a fix. */
export function Result(props: ResultProps) {
  const { state, icon, title, fix, durationMs, code, reference, steps, action, isLive = true } = props;
  const role = state === 'failed' ? 'alert' : 'status';
  return (
    <div className={clsx('result', `s-${state}`)} role={isLive ? role : undefined}>
      {icon ?? <Mark state={state} large />}
      <div>
        <b>{title}</b>
        {fix && <span className="fix">{fix}</span>}
        {steps && <Probe steps={steps} />}
        {code && (
          <details>
            <summary>Details</summary>
            <code dir="ltr">{code}</code>
          </details>
        )}
      </div>
      {action ?? (
        <span className={clsx('meta', reference && 'mono')}>
          {reference ?? (durationMs === undefined ? null : ms(durationMs))}
        </span>
      )}
    </div>
  );
}

function Probe({ steps }: { steps: readonly ProbeStep[] }) {
  return (
    <ul className="probe">
      {steps.map((step) => (
        <li key={step.text}>
          <Mark state={step.state} />
          {step.text}
          {step.durationMs !== undefined && <span className="meta">{ms(step.durationMs)}</span>}
        </li>
      ))}
    </ul>
  );
}
