'use client';

import { FormProvider, useForm } from 'react-hook-form';
import { zodResolver } from '@hookform/resolvers/zod';
import { useAction } from '#components/session/session-gate.tsx';
import { useToast } from '#components/ui/toast.tsx';
import { amount } from '#components/ui/words.ts';
import { exportCredentials } from '#lib/exports/actions.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { ExportDialog } from './export-dialog.tsx';
import { emptyForm, exportForm, fieldOf, inputOf } from './export-form.ts';
import { ExportFields } from './export-fields.tsx';
import { saveFile } from './save-file.ts';
import { afterwards } from './sealing-form.ts';

interface ExportCredentialsProps {
  scope: Scope;
  ids: readonly string[];
  names: readonly string[];
  onClose: () => void;
}

/** Open while it is mounted. Passphrase and password go with it. */
export function ExportCredentials({ scope, ids, names, onClose }: ExportCredentialsProps) {
  const { add } = useToast();
  const run = useAction(exportCredentials);
  const form = useForm({ resolver: zodResolver(exportForm), defaultValues: emptyForm, mode: 'onTouched' });
  const { errors, isSubmitting } = form.formState;
  const submit = form.handleSubmit(async (typed) => {
    const result = await run(scope, inputOf(ids, typed));
    if (!result.ok) {
      form.setError(fieldOf(result.code, result.detail['field']), { message: result.message }, { shouldFocus: true });
      return;
    }
    const { fileName, count, bytes } = result.value;
    saveFile(fileName, bytes);
    add({ title: `Exported ${amount(count, 'credential')}`, text: `${fileName}. ${afterwards[typed.sealing]}` });
    onClose();
  });
  return (
    <ExportDialog
      title={ids.length === 1 ? `Export ${names[0] ?? 'credential'}` : `Export ${amount(ids.length, 'credential')}`}
      sentence={ids.length > 1 ? namesWords(names, ids.length) : undefined}
      consequence="The export is written to the activity, with your reason."
      isBusy={isSubmitting}
      refusal={errors.root?.message}
      onSubmit={submit}
      onClose={onClose}
    >
      <FormProvider {...form}>
        <ExportFields scope={scope} />
      </FormProvider>
    </ExportDialog>
  );
}

const namesShown = 5;

function namesWords(names: readonly string[], count: number): string {
  const shown = names.slice(0, namesShown).join(', ');
  return count > namesShown ? `${shown} and ${count - namesShown} more` : shown;
}
