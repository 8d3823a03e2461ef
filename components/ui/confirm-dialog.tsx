'use client';

import type { ReactNode } from 'react';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';

interface ConfirmDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** A fact or the deed, never `Are you sure?` */
  title: string;
  sentence?: ReactNode;
  consequence?: ReactNode;
  /** A verb, and what it is done to: `Delete Partner portal`. */
  confirm: string;
  cancel?: string;
  isDangerous?: boolean;
  /** While it runs: `Deleting…`. Both buttons wait. */
  pending?: string | null;
  onConfirm: () => void;
  children?: ReactNode;
}

export function ConfirmDialog(props: ConfirmDialogProps) {
  const { open, onOpenChange, title, sentence, consequence, confirm, isDangerous, pending, onConfirm, children } =
    props;
  const isBusy = Boolean(pending);
  const leave = (next: boolean) => {
    if (!isBusy) onOpenChange(next);
  };
  return (
    <Dialog
      open={open}
      onOpenChange={leave}
      size="confirm"
      title={title}
      sentence={sentence}
      consequence={consequence}
      actions={
        <>
          <Button disabled={isBusy} onClick={() => onOpenChange(false)}>
            {props.cancel ?? 'Keep it'}
          </Button>
          <Button variant={isDangerous ? 'danger-fill' : 'primary'} disabled={isBusy} onClick={onConfirm}>
            {pending ?? confirm}
          </Button>
        </>
      }
    >
      {children}
    </Dialog>
  );
}
