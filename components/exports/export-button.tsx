'use client';

import { useState } from 'react';
import { Download } from 'lucide-react';
import { Button } from '#components/ui/button.tsx';
import { Icon } from '#components/ui/icon.tsx';
import type { Scope } from '#lib/workspaces/schema.ts';
import { ExportCredentials } from './export-credentials.tsx';
import type { Offer } from './offers.ts';

interface ExportButtonProps {
  scope: Scope;
  label: string;
  offers: readonly [Offer, ...Offer[]];
  small?: boolean;
}

/** The button and its dialog. */
export function ExportButton({ scope, label, offers, small }: ExportButtonProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button small={small} aria-haspopup="dialog" onClick={() => setOpen(true)}>
        <Icon of={Download} />
        {label}
      </Button>
      {isOpen && <ExportCredentials scope={scope} offers={offers} onClose={() => setOpen(false)} />}
    </>
  );
}
