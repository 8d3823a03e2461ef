'use client';

import { useState } from 'react';
import { useRouter } from 'next/navigation';
import { useAction } from '#components/session/session-gate.tsx';
import { Field } from '#components/ui/field.tsx';
import { Select } from '#components/ui/select.tsx';
import { useToast } from '#components/ui/toast.tsx';
import { amount } from '#components/ui/words.ts';
import { setEnvironment } from '#lib/batches/actions.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { DeedDialog } from './deed-dialog.tsx';
import { environmentOptions } from './filters.ts';

interface EnvironmentDialogProps {
  scope: Scope;
  ids: readonly string[];
  onClose: () => void;
}

export function EnvironmentDialog({ scope, ids, onClose }: EnvironmentDialogProps) {
  const set = useAction(setEnvironment);
  const { add } = useToast();
  const router = useRouter();
  const options = environmentOptions();
  const [environment, choose] = useState(options[0]?.value ?? '');
  const count = amount(ids.length, 'credential');
  return (
    <DeedDialog
      title={`Set the environment of ${count}`}
      sentence="A label to find and filter by. It changes nothing about the sign-in."
      confirm="Set environment"
      pending="Saving…"
      run={async () => {
        const result = await set(scope, { ids: [...ids], environment });
        if (!result.ok) return result;
        add({ title: `${amount(result.value, 'credential')} moved to ${environment}` });
        router.refresh();
        return null;
      }}
      onClose={onClose}
    >
      <Field label="Environment">
        {(control) => (
          <Select
            {...control}
            options={options}
            value={environment}
            onChange={(event) => choose(event.currentTarget.value)}
          />
        )}
      </Field>
    </DeedDialog>
  );
}
