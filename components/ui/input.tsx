import type { ComponentProps } from 'react';
import { clsx } from 'clsx';

type InputProps = ComponentProps<'input'> & {
  /** Hosts, ids, identifiers: what a machine reads. Runs left to right in every language. */
  mono?: boolean;
};

export function Input({ mono, className, ...rest }: InputProps) {
  return <input className={clsx('input', mono && 'mono', className)} dir={mono ? 'ltr' : undefined} {...rest} />;
}
