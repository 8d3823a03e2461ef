'use client';

import { useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import type { KeyKind } from '#lib/identities/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { RotateDialog } from './rotate-dialog.tsx';
import { keyWords } from './words.ts';

interface RotateButtonProps {
  scope: Scope;
  kind: KeyKind;
  /** Of the key that is shown. */
  fingerprint: string;
}

export function RotateButton({ scope, kind, fingerprint }: RotateButtonProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button small aria-label={`Rotate the ${keyWords[kind].title.toLowerCase()}`} onClick={() => setOpen(true)}>
        Rotate
      </Button>
      {isOpen && <RotateDialog scope={scope} kind={kind} fingerprint={fingerprint} onClose={() => setOpen(false)} />}
    </>
  );
}
