import { Link } from '#components/ui/link.tsx';
import { clsx } from 'clsx';

/** A key whose bow is a harbour with its mouth open. */
export function BrandMark() {
  return (
    <svg
      viewBox="0 0 24 24"
      aria-hidden="true"
      fill="none"
      stroke="currentColor"
      strokeWidth="2.4"
      strokeLinecap="square"
    >
      <path d="M14.1 6.6A7 7 0 1 0 14.1 17.4" />
      <path d="M9 12h13M18.2 12v4.2" strokeLinecap="butt" />
    </svg>
  );
}

export function Brand({ large }: { large?: boolean }) {
  return (
    <div className={clsx('brand', large && 'large')}>
      <BrandMark />
      Keyhaven
    </div>
  );
}

export function BrandLink({ href }: { href: string }) {
  return (
    <Link className="brand" href={href} aria-label="Keyhaven home">
      <BrandMark />
      <span>Keyhaven</span>
    </Link>
  );
}
