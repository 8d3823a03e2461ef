'use client';

import type { ReactNode } from 'react';
import { Link } from '#components/ui/link.tsx';
import { Popover as Base } from '@base-ui/react/popover';

export interface AccountProps {
  name: string;
  email: string;
  links?: readonly { label: string; href: string }[];
  /** A form with its button; give the button the class `item`. */
  signOut: ReactNode;
}

/** First letters of the first and last name. */
export function initialsOf(name: string): string {
  const words = name.split(/\s+/u).filter(Boolean);
  const picked = words.length > 1 ? [words[0], words.at(-1)] : words;
  return picked
    .map((word) => [...(word ?? '')][0] ?? '')
    .join('')
    .toUpperCase();
}

/** Not a menu in the strict sense: it holds a form, so it is a small dialog. */
export function AccountMenu({ name, email, links = [], signOut }: AccountProps) {
  return (
    <Base.Root>
      <Base.Trigger className="avatar">
        <span aria-hidden="true">{initialsOf(name)}</span>
        <span className="sr">Account: {name}</span>
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner className="floating" positionMethod="fixed" sideOffset={6} align="end" collisionPadding={12}>
          <Base.Popup className="menu">
            <div className="who">
              <Base.Title render={<div className="strong clip" />}>{name}</Base.Title>
              <div className="muted small clip">{email}</div>
            </div>
            <hr />
            {links.map((link) => (
              <Base.Close key={link.href} nativeButton={false} render={<Link className="item" href={link.href} />}>
                {link.label}
              </Base.Close>
            ))}
            {signOut}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
