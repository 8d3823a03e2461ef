'use client';

import { useState } from 'react';
import { JumpButton } from '#components/shell/jump-button.tsx';
import { useKeys } from '#components/shell/keys.ts';
import type { Permission } from '#lib/access.ts';
import type { AppForm } from '#lib/credentials/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { Palette } from './palette.tsx';

export interface JumpProps {
  scope: Scope;
  apps: readonly Pick<AppForm, 'id' | 'name' | 'icon'>[];
  permissions: readonly Permission[];
}

/** `Search or jump to` in the bar, and ⌘K from anywhere. */
export function Jump(props: JumpProps) {
  const [isOpen, setOpen] = useState(false);
  useKeys({ 'mod+k': () => setOpen(true) });
  return (
    <>
      <JumpButton onClick={() => setOpen(true)} aria-haspopup="dialog" />
      {isOpen && <Palette {...props} onClose={() => setOpen(false)} />}
    </>
  );
}
