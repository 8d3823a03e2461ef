import { ButtonLink } from './button.tsx';

interface PagerProps {
  label?: string;
  /** The first page, where another one is shown. */
  start: string | null;
  /** The page after this one, where there is one. */
  next: string | null;
}

/** Pages by keyset, of a list in the order of names: on, or back to the first. Both are addresses. */
export function Pager({ label = 'Pages', start, next }: PagerProps) {
  if (start === null && next === null) return null;
  return (
    <nav className="toolbar" aria-label={label}>
      {start !== null && (
        <ButtonLink small href={start}>
          Back to start
        </ButtonLink>
      )}
      <span className="grow" />
      {next !== null && (
        <ButtonLink small href={next}>
          Next
        </ButtonLink>
      )}
    </nav>
  );
}
