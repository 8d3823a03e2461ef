import type { ComponentProps } from 'react';
import { Link } from '#components/ui/link.tsx';
import { clsx } from 'clsx';

export type ButtonVariant = 'primary' | 'plain' | 'quiet' | 'danger' | 'danger-fill';

interface Look {
  variant?: ButtonVariant;
  small?: boolean;
}

const classOf: Record<ButtonVariant, string> = {
  primary: 'primary',
  plain: '',
  quiet: 'quiet',
  danger: 'danger',
  'danger-fill': 'danger fill',
};

const look = (variant: ButtonVariant, small: boolean | undefined, ...more: (string | undefined)[]): string =>
  clsx('btn', classOf[variant], small && 'sm', ...more);

type ButtonProps = ComponentProps<'button'> & Look;

/** One primary a screen. A disabled button needs its reason in words: point `aria-describedby` at them. */
export function Button({ variant = 'plain', small, className, type = 'button', ...rest }: ButtonProps) {
  return <button type={type} className={look(variant, small, className)} {...rest} />;
}

type ButtonLinkProps = ComponentProps<typeof Link> & Look;

export function ButtonLink({ variant = 'plain', small, className, ...rest }: ButtonLinkProps) {
  return <Link className={look(variant, small, className)} {...rest} />;
}

type IconButtonProps = ComponentProps<'button'> & Look & { 'aria-label': string };

/** Shows a picture only, so it must be named. */
export function IconButton({ variant = 'plain', small, className, type = 'button', ...rest }: IconButtonProps) {
  return <button type={type} className={look(variant, small, 'icon', className)} {...rest} />;
}
