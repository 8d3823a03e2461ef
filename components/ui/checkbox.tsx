'use client';

import type { ComponentProps, ReactNode } from 'react';
import { clsx } from 'clsx';

type CheckboxProps = Omit<ComponentProps<'input'>, 'type' | 'children' | 'ref'> & {
  /** Some of what it stands for is chosen, not all. */
  indeterminate?: boolean;
} & ({ children: ReactNode; 'aria-label'?: string } | { children?: undefined; 'aria-label': string });

export function Checkbox({ indeterminate = false, children, className, ...rest }: CheckboxProps) {
  return (
    <label className={clsx('checkbox', !children && 'alone', className)}>
      <input
        className="check"
        type="checkbox"
        ref={(box) => {
          if (box) box.indeterminate = indeterminate;
        }}
        {...rest}
      />
      {children}
    </label>
  );
}
