'use client';

import { useState } from 'react';
import { Plus } from 'lucide-react';
import { Button } from '#components/ui/button.tsx';
import { Icon } from '#components/ui/icon.tsx';
import { Panel } from '#components/ui/panel.tsx';
import type { RecipientDto } from '#lib/recipients/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { AddRecipientDialog } from './add-recipient-dialog.tsx';
import { RecipientTable } from './recipient-table.tsx';

interface RecipientsPanelProps {
  scope: Scope;
  recipients: readonly RecipientDto[];
  now: number;
}

/** Tenants an export can be sealed to by their name. */
export function RecipientsPanel({ scope, recipients, now }: RecipientsPanelProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Panel
      title="Recipients"
      flush={recipients.length > 0}
      aside={
        <Button small onClick={() => setOpen(true)}>
          <Icon of={Plus} />
          Add recipient
        </Button>
      }
    >
      {recipients.length > 0 ? (
        <RecipientTable scope={scope} recipients={recipients} now={now} />
      ) : (
        <p className="soft">
          Nobody yet. Keep the receiving key of another tenant here, and an export can be sealed to it by name.
        </p>
      )}
      {isOpen && <AddRecipientDialog scope={scope} onClose={() => setOpen(false)} />}
    </Panel>
  );
}
