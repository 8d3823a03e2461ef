import type { ComponentProps } from 'react';
import { clsx } from 'clsx';

type TextareaProps = ComponentProps<'textarea'> & { mono?: boolean };

export function Textarea({ mono, className, ...rest }: TextareaProps) {
  return <textarea className={clsx('input', mono && 'mono', className)} dir={mono ? 'ltr' : undefined} {...rest} />;
}
