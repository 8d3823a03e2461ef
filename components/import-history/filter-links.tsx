import { Link } from '#components/ui/link.tsx';
import { clsx } from 'clsx';

interface Kind {
  readonly label: string;
  readonly count: number;
  readonly href: string;
  readonly isOn: boolean;
}

/** One kind of row at a time, each with how many there are; the address holds which. */
export function FilterLinks({ label, kinds }: { label: string; kinds: readonly Kind[] }) {
  return (
    <nav className="row wrap" aria-label={label}>
      {kinds.map((kind) => (
        <Link
          key={kind.href}
          className={clsx('chip', kind.isOn && 'on')}
          aria-current={kind.isOn ? 'page' : undefined}
          href={kind.href}
          scroll={false}
        >
          {kind.label} <span className="n">{kind.count.toLocaleString('en-GB')}</span>
        </Link>
      ))}
    </nav>
  );
}
