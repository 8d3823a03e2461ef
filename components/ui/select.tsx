import type { ComponentProps } from 'react';
import { ChevronDown } from 'lucide-react';
import { clsx } from 'clsx';
import { Icon } from './icon.tsx';

export interface Option {
  value: string;
  label: string;
  disabled?: boolean;
}

type SelectProps = ComponentProps<'select'> & { options: readonly Option[]; small?: boolean };

/** The system's own list: it works everywhere, on touch best of all. */
export function Select({ options, small, className, ...rest }: SelectProps) {
  return (
    <span className="selw">
      <select className={clsx('input select', small && 'sm', className)} {...rest}>
        {options.map((option) => (
          <option key={option.value} value={option.value} disabled={option.disabled}>
            {option.label}
          </option>
        ))}
      </select>
      <Icon of={ChevronDown} />
    </span>
  );
}
