'use client';

import { Download, ShieldCheck, Tag, Trash2 } from 'lucide-react';
import { BulkBar } from '#components/ui/bulk-bar.tsx';
import { Button } from '#components/ui/button.tsx';
import { Icon } from '#components/ui/icon.tsx';
import type { Deeds, Subject } from './use-deeds.tsx';

interface DeedsBarProps {
  deeds: Deeds;
  selected: readonly Subject[];
  onClear: () => void;
}

/** What can be done with the chosen credentials, as far as the role goes. */
export function DeedsBar({ deeds: { may, ask, verify }, selected, onClear }: DeedsBarProps) {
  return (
    <BulkBar count={selected.length} label="Selected credentials" onClear={onClear}>
      {may.verify && (
        <Button small onClick={() => verify(selected)}>
          <Icon of={ShieldCheck} />
          Verify now
        </Button>
      )}
      {may.export && (
        <Button small onClick={() => ask('export', selected)}>
          <Icon of={Download} />
          Export
        </Button>
      )}
      {may.environment && (
        <Button small onClick={() => ask('environment', selected)}>
          <Icon of={Tag} />
          Set environment
        </Button>
      )}
      {may.delete && (
        <Button small onClick={() => ask('delete', selected)}>
          <Icon of={Trash2} />
          Delete
        </Button>
      )}
    </BulkBar>
  );
}
