'use client';

import { useForm } from 'react-hook-form';
import { useRouter } from 'next/navigation';
import { zodResolver } from '@hookform/resolvers/zod';
import { useAction } from '#components/session/session-gate.tsx';
import { Button } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { useToast } from '#components/ui/toast.tsx';
import { setVersionsKept } from '#lib/workspaces/actions.ts';
import {
  versionsInput,
  versionsKeptMax,
  versionsKeptMin,
  type Scope,
  type WorkspaceDto,
} from '#lib/workspaces/schema.ts';

interface VersionsKeptPanelProps {
  scope: Scope;
  workspace: Pick<WorkspaceDto, 'name' | 'versionsKept'>;
  canUpdate: boolean;
}

/** How far back the credentials of this workspace go. */
export function VersionsKeptPanel({ scope, workspace, canUpdate }: VersionsKeptPanelProps) {
  const { name, versionsKept } = workspace;
  return (
    <Panel title="Versions of credentials">
      <div className="stack">
        <p className="soft">
          Every save of a credential in {name} keeps the former value, sealed: the last <b>{versionsKept}</b> versions
          of each.
        </p>
        {canUpdate && <VersionsKeptForm scope={scope} versionsKept={versionsKept} />}
      </div>
    </Panel>
  );
}

const consequence =
  'When it is lowered, older versions go at the next save of a credential. What an import needs to be undone is kept in any case.';

function VersionsKeptForm({ scope, versionsKept }: { scope: Scope; versionsKept: number }) {
  const router = useRouter();
  const { add } = useToast();
  const set = useAction(setVersionsKept);
  const form = useForm({ resolver: zodResolver(versionsInput), values: { versionsKept } });
  const { errors, isSubmitting } = form.formState;
  const submit = form.handleSubmit(async (typed) => {
    const result = await set(scope, typed);
    if (!result.ok) {
      form.setError('versionsKept', { message: result.message });
      return;
    }
    add({ title: `The last ${typed.versionsKept} versions are kept` });
    router.refresh();
  });
  return (
    <form className="stack" method="post" noValidate onSubmit={(event) => void submit(event)}>
      <div className="two">
        <Field
          label="Versions kept"
          hint={`${versionsKeptMin} to ${versionsKeptMax}. ${consequence}`}
          error={errors.versionsKept?.message}
        >
          {(control) => (
            <Input
              {...control}
              {...form.register('versionsKept', { valueAsNumber: true })}
              type="number"
              min={versionsKeptMin}
              max={versionsKeptMax}
              autoComplete="off"
            />
          )}
        </Field>
      </div>
      <div className="row">
        <Button type="submit" disabled={isSubmitting}>
          {isSubmitting ? 'Saving…' : 'Save'}
        </Button>
      </div>
    </form>
  );
}
