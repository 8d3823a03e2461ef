'use client';

import { Plus } from 'lucide-react';
import { Button } from '#components/ui/button.tsx';
import { Icon } from '#components/ui/icon.tsx';
import { useCreateParam } from './create-param.ts';

/** Opens the dialog for one app, or with the list of all. */
export function CreateButton({ component }: { component?: string }) {
  const { open } = useCreateParam();
  return (
    <Button variant="primary" onClick={() => open(component)} aria-keyshortcuts="c">
      <Icon of={Plus} />
      Create Credential
    </Button>
  );
}

/** The second target of an idle card. */
export function AddButton({ component, app }: { component: string; app: string }) {
  const { open } = useCreateParam();
  return (
    <button type="button" className="add" aria-label={`Add a ${app} credential`} onClick={() => open(component)}>
      Add
    </button>
  );
}
