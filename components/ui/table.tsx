import type { ReactNode } from 'react';
import { Link } from '#components/ui/link.tsx';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { clsx } from 'clsx';
import { Icon } from './icon.tsx';

interface TableProps {
  /** Names the region, which scrolls sideways where it must. */
  label: string;
  /** Rows stack below 720 px; give cells a `data-label` to name them there. */
  stacked?: boolean;
  /** Inside a panel that already has edges. */
  bare?: boolean;
  className?: string;
  children: ReactNode;
}

export function Table({ label, stacked, bare, className, children }: TableProps) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
    <section className={clsx('tablewrap', !bare && 'panel')} tabIndex={0} aria-label={label}>
      <table className={clsx(stacked && 'stacktable', className)}>{children}</table>
    </section>
  );
}

interface HeadsProps {
  /** One word or two for each column, in order. */
  of: readonly string[];
  /** The column that its rows always go by, if any. */
  sorted?: string;
  /** A head before these, as that of a box to tick… */
  before?: ReactNode;
  /** …or after them, as that of a menu. */
  children?: ReactNode;
}

/** The row of heads of a table. */
export function Heads({ of, sorted, before, children }: HeadsProps) {
  return (
    <thead>
      <tr>
        {before}
        {of.map((head) => (
          <th key={head} scope="col" aria-sort={head === sorted ? 'ascending' : undefined}>
            {head}
            {head === sorted && <Icon of={ArrowUp} />}
          </th>
        ))}
        {children}
      </tr>
    </thead>
  );
}

export type SortDirection = 'ascending' | 'descending';

interface SortHeadProps {
  children: ReactNode;
  /** Left out: the table is sorted by another column. */
  direction?: SortDirection;
  /** Where the order lives in the address… */
  href?: string;
  /** …or a press that changes it here. */
  onSort?: () => void;
}

export function SortHead({ children, direction, href, onSort }: SortHeadProps) {
  const inside = (
    <>
      {children}
      {direction && <Icon of={direction === 'ascending' ? ArrowUp : ArrowDown} />}
    </>
  );
  return (
    <th scope="col" aria-sort={direction ?? 'none'}>
      {href === undefined ? (
        <button type="button" className="sort" onClick={onSort}>
          {inside}
        </button>
      ) : (
        <Link className="sort" href={href} scroll={false}>
          {inside}
        </Link>
      )}
    </th>
  );
}

/** Head of a column whose cells speak for themselves. */
export function SilentHead({ children, className }: { children: string; className?: 'pick' | 'more' }) {
  return (
    <th scope="col" className={className}>
      <span className="sr">{children}</span>
    </th>
  );
}

/** A name that leads to its thing, with the id a machine knows it by, and a quiet line that some have. */
export function NameCell({ href, name, id, note }: { href: string; name: string; id?: string; note?: ReactNode }) {
  return (
    <td className="namecell">
      <Link className="plain strong" href={href}>
        {name}
      </Link>
      {id && (
        <span className="id" dir="ltr">
          {id}
        </span>
      )}
      {note && <span className="block muted small">{note}</span>}
    </td>
  );
}
