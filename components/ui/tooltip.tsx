'use client';

import type { ReactElement } from 'react';
import { Tooltip as Base } from '@base-ui/react/tooltip';

/** Repeats in words what an icon button is already named; it never holds what is said nowhere else. */
export function Tooltip({ trigger, children }: { trigger: ReactElement; children: string }) {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner className="floating" sideOffset={6} collisionPadding={12}>
          <Base.Popup className="tooltip">{children}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
