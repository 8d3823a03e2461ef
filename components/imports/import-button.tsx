'use client';

import { useState, useSyncExternalStore, type ReactNode } from 'react';
import { Upload } from 'lucide-react';
import { useKeys } from '#components/shell/keys.ts';
import { Button } from '#components/ui/button.tsx';
import { Icon } from '#components/ui/icon.tsx';

interface ImportButtonProps {
  label: string;
  /** The dialog, while it is open. */
  children: (close: () => void) => ReactNode;
}

const never = () => () => undefined;

/** The button, its key `I`, and the dialog behind both. What the dialog holds is gone when it closes. */
export function ImportButton({ label, children }: ImportButtonProps) {
  const [isOpen, setOpen] = useState(false);
  const isHydrated = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  useKeys({ i: () => setOpen(true) });
  return (
    <>
      <Button
        aria-haspopup="dialog"
        aria-keyshortcuts="I"
        data-hydrated={isHydrated || undefined}
        onClick={() => setOpen(true)}
      >
        <Icon of={Upload} />
        {label}
      </Button>
      {isOpen && children(() => setOpen(false))}
    </>
  );
}
