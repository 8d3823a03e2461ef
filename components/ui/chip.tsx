import type { ComponentProps, ReactNode } from 'react';
import { X } from 'lucide-react';
import { clsx } from 'clsx';
import { Icon } from './icon.tsx';

type ChipProps = ComponentProps<'button'> & {
  /** A filter that is on or off; left out for a chip that opens something. */
  pressed?: boolean;
};

export function Chip({ pressed, className, type = 'button', ...rest }: ChipProps) {
  return <button type={type} className={clsx('chip', className)} aria-pressed={pressed} {...rest} />;
}

/** The whole chip takes the filter away. */
export function ActiveChip({ children, onClear }: { children: ReactNode; onClear: () => void }) {
  return (
    <button type="button" className="chip on" onClick={onClear}>
      {children}
      <Icon of={X} />
      <span className="sr">, remove filter</span>
    </button>
  );
}
