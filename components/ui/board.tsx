import type { ReactNode } from 'react';
import { Link } from '#components/ui/link.tsx';
import { clsx } from 'clsx';
import { Mark } from './mark.tsx';
import { stateWords, type StateName } from './states.ts';

/** One panel in parts side by side. */
export function Board({ label, children }: { label: string; children: ReactNode }) {
  return (
    <section className="panel board" aria-label={label}>
      {children}
    </section>
  );
}

export function BoardPart({ title, aside, children }: { title: ReactNode; aside?: ReactNode; children: ReactNode }) {
  return (
    <section>
      <h2>
        {title} {aside && <span>{aside}</span>}
      </h2>
      {children}
    </section>
  );
}

export interface TallyEntry {
  state: StateName;
  /** In place of the state's own. */
  words?: string;
  count: number;
  /** Shows only these. */
  href: string;
  /** Only these are shown now. */
  isOn?: boolean;
}

export function Tally({ entries }: { entries: readonly TallyEntry[] }) {
  return (
    <div className="tally">
      {entries.map(({ state, words = stateWords[state], count, href, isOn }) => (
        <Link key={state} href={href} scroll={false} aria-current={isOn ? 'true' : undefined}>
          <Mark state={state} />
          <span className={clsx('clip', count === 0 && 'zero')}>{words}</span>
          <b className={clsx(count === 0 && 'zero')}>{count.toLocaleString('en-GB')}</b>
          <span className="sr">{isOn ? ', shown alone; show all' : ', show only these'}</span>
        </Link>
      ))}
    </div>
  );
}
