import { Fragment } from 'react';
import Link from 'next/link';

export interface ActiveFilter {
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
      {active.map(({ label, href }) => (
        <Fragment key={label}>
          <Link href={href} scroll={false}>
            Clear {label}
          </Link>
          .{' '}
        </Fragment>
      ))}
    </output>
  );
}
