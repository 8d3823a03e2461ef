'use client';

import { FormProvider, useForm } from 'react-hook-form';
import { zodResolver } from '@hookform/resolvers/zod';
import { ExportDialog } from '#components/exports/export-dialog.tsx';
import { saveFile } from '#components/exports/save-file.ts';
import { SealingFields } from '#components/exports/sealing-fields.tsx';
import {
  afterwards,
  checkSealing,
  emptySealing,
  sealingFieldOf,
  sealingFields,
  sealingOf,
} from '#components/exports/sealing-form.ts';
import { useAction } from '#components/session/session-gate.tsx';
import { Note } from '#components/ui/note.tsx';
import { useToast } from '#components/ui/toast.tsx';
import { exportFlow } from '#lib/flow-files/actions.ts';
import type { Scope } from '#lib/workspaces/schema.ts';

interface ExportFlowProps {
  scope: Scope;
  flow: { readonly id: string; readonly name: string };
  onClose: () => void;
}

const fields = sealingFields.superRefine(checkSealing);

/** Open while it is mounted. The passphrase goes with it. */
export function ExportFlow({ scope, flow, onClose }: ExportFlowProps) {
  const { add } = useToast();
  const run = useAction(exportFlow);
  const form = useForm({
    resolver: zodResolver(fields),
    defaultValues: emptySealing,
    mode: 'onTouched',
  });
  const { errors, isSubmitting } = form.formState;
  const submit = form.handleSubmit(async (typed) => {
    const result = await run(scope, { flowId: flow.id, sealing: sealingOf(typed) });
    if (!result.ok) return form.setError(sealingFieldOf(result.detail['field']) ?? 'root', { message: result.message });
    const { fileName, bytes } = result.value;
    saveFile(fileName, bytes);
    add({ title: `Exported ${flow.name}`, text: `${fileName}. ${afterwards[typed.sealing]}` });
    return onClose();
  });
  return (
    <ExportDialog
      title="Export Flow"
      sentence={flow.name}
      consequence="The export is written to the activity."
      isBusy={isSubmitting}
      refusal={errors.root?.message}
      onSubmit={submit}
      onClose={onClose}
    >
      <Note>
        No secret and no setting is in the file. Its steps name their credentials; where it is imported, each step takes
        the credential there with the same identifier or name, or one that is chosen.
      </Note>
      <FormProvider {...form}>
        <SealingFields scope={scope} />
      </FormProvider>
    </ExportDialog>
  );
}
