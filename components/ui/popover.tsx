'use client';

import type { ReactElement, ReactNode } from 'react';
import { Popover as Base } from '@base-ui/react/popover';

interface PopoverProps {
  /** The element that opens it: a `<button>`. */
  trigger: ReactElement;
  title: string;
  children: ReactNode;
  align?: 'start' | 'center' | 'end';
}

/** A few sentences beside what they are about. */
export function Popover({ trigger, title, children, align = 'end' }: PopoverProps) {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner className="floating" sideOffset={6} align={align} collisionPadding={12}>
          <Base.Popup className="popover">
            <Base.Title>{title}</Base.Title>
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
