import { Fragment } from 'react';
import { ClearFilter, type FilterName } from './clear-filter.tsx';

export interface ActiveFilter {
  readonly key: FilterName;
  /** What is cleared: `environment`. */
  readonly label: string;
  /** The same view without it. */
  readonly href: string;
}

/** `No credential matches “prod eu” in staging. Clear environment.` */
export function NoMatch({ words, active }: { words: string; active: readonly ActiveFilter[] }) {
  return (
    <output className="soft">
      {words}{' '}
      {active.map(({ key, label, href }) => (
        <Fragment key={key}>
          <ClearFilter name={key} label={label} href={href} />.{' '}
        </Fragment>
      ))}
    </output>
  );
}
