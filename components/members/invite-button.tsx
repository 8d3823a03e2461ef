'use client';

import { useState } from 'react';
import { UserPlus } from 'lucide-react';
import { Button } from '#components/ui/button.tsx';
import { Icon } from '#components/ui/icon.tsx';
import type { Role } from '#lib/access.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { InviteDialog } from './invite-dialog.tsx';

export function InviteButton({ scope, ownRole }: { scope: Scope; ownRole: Role }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button small onClick={() => setOpen(true)}>
        <Icon of={UserPlus} />
        Invite
      </Button>
      {isOpen && <InviteDialog scope={scope} ownRole={ownRole} onClose={() => setOpen(false)} />}
    </>
  );
}
