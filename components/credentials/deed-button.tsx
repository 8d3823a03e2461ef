'use client';

import { useState, type ComponentProps } from 'react';
import { Button } from '#components/ui/button.tsx';
import { DeedDialog } from './deed-dialog.tsx';

interface DeedButtonProps extends Omit<ComponentProps<typeof DeedDialog>, 'onClose' | 'staysOpen'> {
  /** What the button says, before one is asked. */
  label: string;
}

/** A small button for a deed that asks once more. */
export function DeedButton({ label, ...deed }: DeedButtonProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button small aria-haspopup="dialog" onClick={() => setOpen(true)} data-hydrated>
        {label}
      </Button>
      {isOpen && <DeedDialog {...deed} onClose={() => setOpen(false)} />}
    </>
  );
}
