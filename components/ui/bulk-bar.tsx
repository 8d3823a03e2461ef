'use client';

import { useEffect, type ReactNode } from 'react';
import { Button } from './button.tsx';
import { isSomethingOpen } from './floating.ts';
import { Kbd } from './kbd.tsx';

interface BulkBarProps {
  count: number;
  /** What is selected: `Selected credentials`. */
  label: string;
  onClear: () => void;
  /** Buttons, small. */
  children: ReactNode;
}

/** What can be done with the chosen rows; `Esc` lets them go. */
export function BulkBar({ count, label, onClear, children }: BulkBarProps) {
  useEffect(() => {
    if (count === 0) return undefined;
    const listen = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented && !isSomethingOpen()) onClear();
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, [count, onClear]);
  if (count === 0) return null;
  return (
    <div className="bulk" role="toolbar" aria-label={label}>
      <output className="strong">{count.toLocaleString('en-GB')} selected</output>
      <span className="sep" />
      {children}
      <span className="grow" />
      <Button small onClick={onClear}>
        Clear selection <Kbd>Esc</Kbd>
      </Button>
    </div>
  );
}
