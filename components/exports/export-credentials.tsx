'use client';

import { useState } from 'react';
import { FormProvider, useForm } from 'react-hook-form';
import { zodResolver } from '@hookform/resolvers/zod';
import { exportFileHref } from '#components/shell/hrefs.ts';
import { Progress } from '#components/ui/progress.tsx';
import { useToast } from '#components/ui/toast.tsx';
import { amount } from '#components/ui/words.ts';
import type { ExportProgress } from '#lib/exports/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { ExportDialog } from './export-dialog.tsx';
import { emptyForm, exportForm, fieldOf, inputOf, type ExportForm } from './export-form.ts';
import { ExportFields } from './export-fields.tsx';
import type { Offer } from './offers.ts';
import { fetchFile } from './save-file.ts';
import { afterwards } from './sealing-form.ts';
import { useExport } from './use-export.ts';
import { WhatFields } from './what-fields.tsx';

interface ExportCredentialsProps {
  scope: Scope;
  /** The first is meant unless another one is chosen. */
  offers: readonly [Offer, ...Offer[]];
  onClose: () => void;
}

/** Open while it is mounted. Passphrase and password go with it. */
export function ExportCredentials({ scope, offers, onClose }: ExportCredentialsProps) {
  const { add } = useToast();
  const [offer, setOffer] = useState<Offer>(offers[0]);
  const { progress, run, stop } = useExport(scope);
  const form = useForm({ resolver: zodResolver(exportForm), defaultValues: emptyForm, mode: 'onTouched' });
  const { errors, isSubmitting } = form.formState;
  const submit = form.handleSubmit(async (typed) => {
    const result = await run(inputOf(offer.chosen, typed));
    if (result?.ok === false) {
      form.setError(fieldOf(result.code, result.detail['field']), { message: result.message }, { shouldFocus: true });
      return;
    }
    if (result) {
      fetchFile(exportFileHref(scope, result.value.id), result.value.fileName);
      add(newsOf(result.value, typed.sealing));
    }
    onClose();
  });
  return (
    <ExportDialog
      title={offer.title}
      sentence={offer.sentence}
      consequence="The export is written to the activity, with your reason."
      isBusy={isSubmitting}
      onStop={progress ? stop : undefined}
      refusal={errors.root?.message}
      onSubmit={submit}
      onClose={onClose}
    >
      <WhatFields offers={offers} offer={offer} onChange={setOffer} isBusy={isSubmitting} />
      <FormProvider {...form}>
        <ExportFields scope={scope} />
      </FormProvider>
      {progress && <Preparing progress={progress} />}
    </ExportDialog>
  );
}

const Preparing = ({ progress: { done, total } }: { progress: ExportProgress }) => (
  <div className="stack tight">
    <output className="small soft">
      Preparing {done.toLocaleString('en-GB')} of {total.toLocaleString('en-GB')}
    </output>
    <Progress label="Export" value={done} max={total} />
  </div>
);

function newsOf({ count, leftOut, fileName }: ExportProgress, sealing: ExportForm['sealing']) {
  const left = leftOut > 0 ? `${amount(leftOut, 'credential')} could not be put into it and stayed out. ` : '';
  return { title: `Exported ${amount(count, 'credential')}`, text: `${fileName}. ${left}${afterwards[sealing]}` };
}
