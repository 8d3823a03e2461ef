import type { ReactNode } from 'react';
import { clsx } from 'clsx';
import { Mark } from './mark.tsx';
import { stateWords, type StateName } from './states.ts';

interface StateProps {
  state: StateName;
  /** More exact words: `1 failed`, `Expires in 8 days`. Default: the state's own. */
  children?: ReactNode;
  className?: string;
}

export function State({ state, children, className }: StateProps) {
  return (
    <span className={clsx('state', `s-${state}`, className)}>
      <Mark state={state} />
      {children ?? stateWords[state]}
    </span>
  );
}
