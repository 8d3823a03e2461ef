'use client';

import { useState, useSyncExternalStore } from 'react';
import { Upload } from 'lucide-react';
import { useKeys } from '#components/shell/keys.ts';
import { Button } from '#components/ui/button.tsx';
import { Icon } from '#components/ui/icon.tsx';
import type { Scope } from '#lib/workspaces/schema.ts';
import { ImportFlowDialog } from './import-flow-dialog.tsx';

const never = () => () => undefined;

/** The button, its key `I`, and the dialog behind both. What the dialog holds is gone when it closes. */
export function ImportFlow({ scope }: { scope: Scope }) {
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
        Import Flow
      </Button>
      {isOpen && <ImportFlowDialog scope={scope} onClose={() => setOpen(false)} />}
    </>
  );
}
