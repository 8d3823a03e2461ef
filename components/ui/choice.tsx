import type { ComponentProps, ReactNode } from 'react';
import { ArrowRight } from 'lucide-react';
import { Icon } from './icon.tsx';

type ChoiceProps = Omit<ComponentProps<'button'>, 'title'> & { title: string; consequence: ReactNode };

/** A full-width way on, with what follows from taking it. */
export function Choice({ title, consequence, type = 'button', ...rest }: ChoiceProps) {
  return (
    <button type={type} className="choice" {...rest}>
      <b>{title}</b>
      <span>{consequence}</span>
      <Icon of={ArrowRight} flips />
    </button>
  );
}
