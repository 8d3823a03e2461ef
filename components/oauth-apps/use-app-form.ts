'use client';

import { useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { useForm, useWatch } from 'react-hook-form';
import type { OauthAppDetail, OauthComponent, SavedAppDto } from '#lib/oauth-apps/schema.ts';
import type { ActionResult, Refusal } from '#lib/result.ts';
import {
  emptyValues,
  factsOf,
  missingOf,
  problemsOf,
  savedValues,
  type AppValues,
  type Problem,
} from './form-model.ts';

/** `clientSecret` left out: the saved one stays; null: a client without one. */
export type AppDraft = ReturnType<typeof factsOf> & { clientSecret?: string | null };

interface AppFormOptions {
  component: OauthComponent;
  /** The app that is edited; null when a new one is made. */
  saved: OauthAppDetail | null;
  /** Of the workspace: what a new one is for unless somebody chooses otherwise. */
  environment: string;
  save: (draft: AppDraft) => Promise<ActionResult<SavedAppDto>>;
  onBusy: (isBusy: boolean) => void;
  onSaved: (saved: SavedAppDto) => void;
}

export type AppFormState = ReturnType<typeof useAppForm>;

/** Everything the form remembers. One save runs at a time; a refusal keeps what was typed. */
export function useAppForm({ component, saved, environment, save, onBusy, onSaved }: AppFormOptions) {
  const form = useForm<AppValues>({
    defaultValues: saved ? savedValues(component, saved) : emptyValues(component, environment),
    mode: 'onTouched',
  });
  const isRunning = useRef(false);
  const [isReplacing, setReplacing] = useState(false);
  const [isDemanded, setDemanded] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const typed = useWatch({ control: form.control, name: 'fields' });
  const isPublic = useWatch({ control: form.control, name: 'isPublic' });
  const hasSaved = saved !== null && saved.secretSavedAt !== null;
  const isKept = hasSaved && !isReplacing && !isDemanded;

  const replace = (on: boolean) => {
    setReplacing(on);
    if (!on) form.setValue('clientSecret', '');
    form.clearErrors('clientSecret');
  };

  const show = (problems: readonly Problem[], shouldFocus = true) => {
    for (const [at, { path, message }] of problems.entries())
      form.setError(path, { type: 'server', message }, { shouldFocus: shouldFocus && at === 0 });
  };
  const missing = () => missingOf(form.getValues(), component, !isKept && !isPublic);

  const refuse = (refused: Refusal) => {
    const problems = problemsOf(refused, component);
    // At once: the field that opens now is the one the focus goes to.
    if (refused.code === 'SECRET_REQUIRED') flushSync(() => setDemanded(true));
    setRefusal(problems.length === 0 ? refused : null);
    show(problems);
  };

  const send = async (values: AppValues) => {
    const result = await save({ ...factsOf(values), ...secretOf(values, { saved, isKept }) });
    if (result.ok) onSaved(result.value);
    else refuse(result);
  };

  const submit = () =>
    form.handleSubmit(
      async (values) => {
        const lacks = missing();
        if (lacks.length > 0) return show(lacks);
        if (isRunning.current) return;
        isRunning.current = true;
        onBusy(true);
        setRefusal(null);
        try {
          await send(values);
        } finally {
          isRunning.current = false;
          onBusy(false);
        }
      },
      () => show(missing(), false),
    );

  return { form, component, saved, typed, isPublic, isKept, isDemanded, replace, refusal, submit };
}

/** A saved secret that is kept, and one that a public client never had, are left out. */
function secretOf(values: AppValues, { saved, isKept }: { saved: OauthAppDetail | null; isKept: boolean }) {
  if (values.isPublic) return saved?.secretSavedAt === null ? {} : { clientSecret: null };
  return isKept ? {} : { clientSecret: values.clientSecret };
}
