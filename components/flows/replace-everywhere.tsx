'use client';

import { useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import type { Scope } from '#lib/workspaces/schema.ts';
import { ReplaceField } from './replace-field.tsx';
import { useReplace } from './use-replace.ts';

interface ReplaceEverywhereProps {
  scope: Scope;
  app: { readonly id: string; readonly name: string };
  from: { readonly id: string; readonly name: string };
  steps: number;
}

/** The button of *Used by*, and its dialog. */
export function ReplaceEverywhere(props: ReplaceEverywhereProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button small aria-haspopup="dialog" onClick={() => setOpen(true)}>
        Replace everywhere
      </Button>
      {isOpen && <ReplaceDialog {...props} onClose={() => setOpen(false)} />}
    </>
  );
}

function ReplaceDialog({ scope, app, from, steps, onClose }: ReplaceEverywhereProps & { onClose: () => void }) {
  const replace = useReplace({ scope, from, onDone: onClose });
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Replace ${from.name}`}
      sentence="In every flow of this workspace, at once."
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" onClick={replace.run} aria-disabled={replace.replacing.kind === 'checking'}>
            Replace everywhere
          </Button>
        </>
      }
    >
      <ReplaceField scope={scope} app={app} from={from} steps={steps} replace={replace} />
    </Dialog>
  );
}
