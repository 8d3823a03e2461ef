import type { ReactNode } from 'react';
import { clsx } from 'clsx';

interface PlotProps {
  /** The whole drawing in one sentence. */
  label: string;
  width: number;
  height: number;
  /** As wide as its box. */
  isFull?: boolean;
  children: ReactNode;
}

/** A drawing in marks and lines. */
export function Plot({ label, width, height, isFull, children }: PlotProps) {
  return (
    <svg
      className={clsx('plot', isFull && 'full')}
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a drawing in the page has no tag of its own
      role="img"
      aria-label={label}
      width={isFull ? undefined : width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
    >
      {children}
    </svg>
  );
}
