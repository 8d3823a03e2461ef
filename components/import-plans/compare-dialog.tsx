'use client';

import { ConflictOne } from '#components/imports/conflict-one.tsx';
import type { Do } from '#components/imports/picks.ts';
import { conflictSentence } from '#components/imports/words.ts';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { useFocusReturn } from '#components/ui/use-focus-return.ts';
import type { PlannedItem } from '#lib/import-plans/schema.ts';

interface CompareDialogProps {
  item: PlannedItem;
  onPick: (wanted: Do) => void;
  onClose: () => void;
}

/** Both sides of one conflict. A choice here is for this item alone. */
export function CompareDialog({ item, onPick, onClose }: CompareDialogProps) {
  useFocusReturn();
  const { conflict } = item;
  if (!conflict) return null;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`${conflict.name} already exists`}
      sentence={conflictSentence(conflict)}
      consequence="Nothing has been stored yet."
      actions={<Button onClick={onClose}>Back to the plan</Button>}
    >
      <div className="stack wide">
        <ConflictOne
          item={item}
          onPick={(wanted) => {
            onPick(wanted);
            onClose();
          }}
        />
      </div>
    </Dialog>
  );
}
