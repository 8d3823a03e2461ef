'use client';

import { useId, type FormEvent, type ReactNode } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { Result } from '#components/ui/result.tsx';
import { useFocusReturn } from '#components/ui/use-focus-return.ts';

interface ExportDialogProps {
  title: string;
  sentence: string | undefined;
  consequence: string;
  isBusy: boolean;
  /** Gives up what is being done, where that is possible. */
  onStop?: () => void;
  /** What no field is at fault for. */
  refusal: string | undefined;
  onSubmit: (event: FormEvent) => Promise<void>;
  onClose: () => void;
  /** The fields. */
  children: ReactNode;
}

/** Asks what a file needs before it leaves. Open while it is mounted; what was typed goes with it. */
export function ExportDialog(props: ExportDialogProps) {
  const { title, sentence, consequence, isBusy, onStop, refusal, onSubmit, onClose, children } = props;
  useFocusReturn();
  const id = useId();
  const close = () => {
    if (isBusy) onStop?.();
    else onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && close()}
      keepOpenOutside
      title={title}
      sentence={sentence}
      consequence={consequence}
      actions={
        <>
          <Button onClick={close} disabled={isBusy && !onStop}>
            Cancel
          </Button>
          <Button type="submit" form={id} variant="primary" disabled={isBusy}>
            {isBusy ? 'Sealing…' : 'Export'}
          </Button>
        </>
      }
    >
      <form
        id={id}
        className="stack wide"
        method="post"
        onSubmit={(event) => {
          event.stopPropagation();
          void onSubmit(event);
        }}
      >
        {children}
        {refusal !== undefined && <Result state="failed" title="Nothing was exported." fix={refusal} />}
      </form>
    </Dialog>
  );
}
