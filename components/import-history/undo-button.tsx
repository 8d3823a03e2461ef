'use client';

import { useState } from 'react';
import { useRouter } from 'next/navigation';
import { Undo2 } from 'lucide-react';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { Icon } from '#components/ui/icon.tsx';
import type { Scope } from '#lib/workspaces/schema.ts';
import { undoView } from './undo-parts.tsx';
import { useUndo, type Undoable } from './use-undo.ts';

/** On the page of an import. */
export function UndoButton({ scope, subject }: { scope: Scope; subject: Undoable }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button aria-haspopup="dialog" onClick={() => setOpen(true)}>
        <Icon of={Undo2} flips />
        Undo this import
      </Button>
      {isOpen && <UndoDialog scope={scope} subject={subject} onClose={() => setOpen(false)} />}
    </>
  );
}

interface UndoDialogProps {
  scope: Scope;
  subject: Undoable;
  onClose: () => void;
}

function UndoDialog({ scope, subject, onClose }: UndoDialogProps) {
  const undo = useUndo(scope, onClose);
  const router = useRouter();
  const leave = () => {
    if (undo.isBusy) return;
    onClose();
    // What stands in its way is news to the page too: it takes the button away, and this dialog with it.
    if (undo.refusal) router.refresh();
  };
  const { frame, body } = undoView(scope, undo, subject, leave);
  return (
    <Dialog open onOpenChange={(open) => !open && leave()} {...frame}>
      {body}
    </Dialog>
  );
}
