import type { LucideIcon } from 'lucide-react';
import { clsx } from 'clsx';

interface IconProps {
  of: LucideIcon;
  size?: 'small' | 'large';
  /** Arrows and chevrons turn round where text runs right to left. */
  flips?: boolean;
  className?: string;
}

/** A picture beside words; it never carries the meaning alone, so it is hidden from assistive technology. */
export function Icon({ of: Shape, size = 'small', flips, className }: IconProps) {
  return (
    <Shape
      className={clsx('i', size === 'large' && 'large', flips && 'flips', className)}
      size={size === 'large' ? 24 : 16}
      strokeWidth={1.9}
      aria-hidden="true"
    />
  );
}
