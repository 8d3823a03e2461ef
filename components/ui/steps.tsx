import { clsx } from 'clsx';
import { Mark } from './mark.tsx';

/** Where one is in a short sequence. `current` counts from 0. */
export function Steps({ steps, current }: { steps: readonly string[]; current: number }) {
  return (
    <ol className="steps" aria-label="Progress">
      {steps.map((step, at) => (
        <li
          key={step}
          className={clsx(at < current && 'done', at === current && 'on')}
          aria-current={at === current ? 'step' : undefined}
        >
          {at < current && <Mark state="passed" />}
          {step}
          {at < current && <span className="sr">, done</span>}
        </li>
      ))}
    </ol>
  );
}
