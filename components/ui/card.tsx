import type { ReactNode } from 'react';
import { Link } from '#components/ui/link.tsx';
import { clsx } from 'clsx';

interface CardProps {
  tile: ReactNode;
  /** Names the card's one link, which covers it. */
  name: string;
  href: string;
  /** Under the name: a category, or a state. */
  meta: ReactNode;
  /** At the end of the first row: the count, or `CardAdd`. */
  end?: ReactNode;
  /** The second row: sounding line at the start, worst state at the end. Left out: an idle card, one row. */
  foot?: { start: ReactNode; end: ReactNode };
}

export function Card({ tile, name, href, meta, end, foot }: CardProps) {
  return (
    <li className={clsx('card', !foot && 'idle')}>
      <div className="top">
        {tile}
        <div className="text">
          <Link className="name clip" href={href}>
            {name}
          </Link>
          <div className="cat clip">{meta}</div>
        </div>
        {end}
      </div>
      {foot && (
        <div className="foot">
          {foot.start}
          <span className="end">{foot.end}</span>
        </div>
      )}
    </li>
  );
}

/** The second target of a card, above its link: `Add`, `See why`. */
export function CardAdd({ href, label, children }: { href: string; label: string; children: ReactNode }) {
  return (
    <Link className="add" href={href} aria-label={label}>
      {children}
    </Link>
  );
}
