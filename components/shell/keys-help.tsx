'use client';

import { useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Checkbox } from '#components/ui/checkbox.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { Kbd } from '#components/ui/kbd.tsx';
import { singleKeys, useKeys, useSingleKeys } from './keys.ts';

export interface KeyWord {
  /** As printed: `/`, `⌘K`, `G then A`. */
  keys: string;
  does: string;
}

/** `?` lists the keys of the page; `/` leads to its search. The list is where single letters are switched off. */
export function KeysHelp({ keys }: { keys: readonly KeyWord[] }) {
  const [isOpen, setOpen] = useState(false);
  const areOn = useSingleKeys();
  useKeys({ '?': () => setOpen(true), '/': focusSearch });
  return (
    <Dialog
      open={isOpen}
      onOpenChange={setOpen}
      size="confirm"
      title="Keys"
      actions={<Button onClick={() => setOpen(false)}>Close</Button>}
    >
      <dl className="facts">
        {keys.map((one) => (
          <div key={one.keys}>
            <dt>{one.does}</dt>
            <dd>
              <span className="sr">{one.keys}</span>
              <Kbd>{one.keys}</Kbd>
            </dd>
          </div>
        ))}
      </dl>
      <Checkbox checked={areOn} onChange={(event) => singleKeys.turn(event.currentTarget.checked)}>
        Single letters do something
      </Checkbox>
    </Dialog>
  );
}

function focusSearch(): void {
  const boxes = document.querySelectorAll<HTMLInputElement>('input[data-hotkey="/"]');
  [...boxes].find((box) => box.checkVisibility())?.focus();
}
