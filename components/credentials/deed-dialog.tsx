'use client';

import { useRef, useState, type ReactNode } from 'react';
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx';
import type { Refusal } from '#lib/result.ts';
import { Refused } from './refused.tsx';

interface DeedDialogProps {
  title: string;
  sentence: ReactNode;
  /** The verb on the button, and what it says while it runs. */
  confirm: string;
  pending: string;
  isDangerous?: boolean;
  /** Null when it is done; a refusal stays in the dialog. */
  run: () => Promise<Refusal | null>;
  /** When it is done another question takes its place. */
  staysOpen?: boolean;
  onClose: () => void;
  children?: ReactNode;
}

/** One deed that is asked for once and may be refused. Shown while it is mounted. */
export function DeedDialog({ run, onClose, pending, staysOpen, children, ...words }: DeedDialogProps) {
  const [isBusy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const isRunning = useRef(false);
  const confirm = async () => {
    if (isRunning.current) return;
    isRunning.current = true;
    setBusy(true);
    const refused = await run();
    isRunning.current = false;
    setBusy(false);
    if (refused) setRefusal(refused);
    else if (!staysOpen) onClose();
  };
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      {...words}
      cancel="Cancel"
      pending={isBusy ? pending : null}
      onConfirm={() => void confirm()}
    >
      {(children || refusal) && (
        <>
          {children}
          {refusal && <Refused refusal={refusal} />}
        </>
      )}
    </ConfirmDialog>
  );
}
