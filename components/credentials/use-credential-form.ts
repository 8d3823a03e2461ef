'use client';

import { useCallback, useRef, useState, type BaseSyntheticEvent } from 'react';
import { flushSync } from 'react-dom';
import { useForm, useWatch, type FieldPath } from 'react-hook-form';
import type { AppForm, AuthType, CredentialDetail, SavedDto } from '#lib/credentials/schema.ts';
import type { ActionResult, Refusal } from '#lib/result.ts';
import type { SignInApp } from '#lib/tokens/schema.ts';
import {
  chosenApp,
  emptyValues,
  expiryOf,
  fieldsOfWay,
  findMethod,
  inputOf,
  isAsked,
  isComplete,
  savedValues,
  scopesOf,
  settingsOf,
  type FormValues,
  type Method,
  type Way,
} from './form-model.ts';
import { isBusy as isBusyPhase, typing, type Phase } from './form-phase.ts';
import { fieldProblems, verificationOf, type FieldProblem } from './refusals.ts';

/** What a form sends; who uses it adds which credential it is. */
export interface FormDraft {
  readonly authType: AuthType;
  readonly name: string;
  readonly environment: string;
  readonly settings: Record<string, string>;
  readonly secret: Record<string, string>;
  readonly expiresAt: number | null;
  readonly acceptUntested: boolean;
  /** How a new one comes to tokens of a provider; null where it has nothing to do with such. */
  readonly oauth: { readonly appId: string; readonly way: Way; readonly scopes: string[] } | null;
}

/** Of a form that may lead to a provider. */
interface SignInOptions {
  /** Undefined while they are being asked for. */
  readonly apps: readonly SignInApp[] | undefined;
  /** Why nobody knows them. */
  readonly refusal: string | null;
  readonly mayAddApp: boolean;
  /** What the button says depends on it. */
  readonly onWay?: (way: Way | null) => void;
  /** At the press itself, when nothing but the provider's word is missing; and when it came to nothing all the same. */
  readonly prepare: () => void;
  readonly abandon: () => void;
}

interface FormOptions {
  app: AppForm;
  /** The credential that is edited; left out when a new one is made. */
  saved: CredentialDetail | null;
  /** What a new one is for unless somebody chooses otherwise: the workspace's own. */
  environment?: string;
  phase: Phase;
  onPhase: (phase: Phase) => void;
  /** `revision` is the one the person has seen; 0 for a new credential. */
  save: (draft: FormDraft, revision: number) => Promise<ActionResult<SavedDto>>;
  /** Reads the newest when somebody else was quicker. */
  reload?: () => Promise<ActionResult<CredentialDetail>>;
  onSaved: (saved: SavedDto) => void;
  /** Left out where tokens stay as they are. */
  signIn?: SignInOptions;
  /** Of a saved one: signs in again, for these settings. */
  onSignInAgain?: (settings: Record<string, string>) => void;
}

export type CredentialFormState = ReturnType<typeof useCredentialForm>;

/** Everything the form remembers. One submit runs at a time, whatever is pressed meanwhile. */
export function useCredentialForm(options: FormOptions) {
  const { app, saved, environment, phase, onPhase, save, reload, onSaved, signIn, onSignInAgain } = options;
  const form = useForm<FormValues>({
    defaultValues: saved ? savedValues(app, saved) : emptyValues(app, environment),
    mode: 'onBlur',
    reValidateMode: 'onBlur',
  });
  const isBusy = useRef(false);
  const [base, setBase] = useState(saved);
  const [replaced, setReplaced] = useState<ReadonlySet<string>>(new Set());
  const [demanded, setDemanded] = useState<ReadonlySet<string>>(new Set());
  const typed = useWatch({ control: form.control, name: 'fields' });
  const method = findMethod(app, useWatch({ control: form.control, name: 'authType' }));
  const savedSecrets = new Set(base === null || base.state === 'unreadable' ? [] : base.secretFields);
  const isKept = (name: string) => savedSecrets.has(name) && !replaced.has(name) && !demanded.has(name);

  const replace = useCallback(
    (name: string, on: boolean) => {
      setReplaced((before) => (on ? new Set([...before, name]) : new Set([...before].filter((one) => one !== name))));
      if (!on) form.setValue(`fields.${name}`, '');
      form.clearErrors(`fields.${name}`);
    },
    [form],
  );

  const refuse = async (refusal: Refusal) => {
    const newest = refusal.code === 'CHANGED_MEANWHILE' && reload ? await reload() : null;
    if (newest?.ok) return onPhase({ kind: 'overtaken', newest: newest.value });
    const problems = fieldProblems(refusal);
    if (refusal.code === 'SECRET_REQUIRED') {
      // At once: the fields that open now are those the focus goes to.
      flushSync(() => setDemanded(new Set(problems.map((problem) => problem.path.replace('fields.', '')))));
    }
    onPhase(
      phaseOf(
        refusal,
        method && problems.every((problem) => isShown(problem, method, form.getValues(), Boolean(signIn))),
      ),
    );
    for (const [at, problem] of problems.entries())
      form.setError(pathOf(problem.path), { type: 'server', message: problem.message }, { shouldFocus: at === 0 });
  };

  const choose = (change: { authType?: AuthType; way?: Way }) => {
    if (change.authType) form.setValue('authType', change.authType);
    if (change.way) form.setValue('way', change.way);
    const { authType, way } = form.getValues();
    signIn?.onWay?.(findMethod(app, authType)?.oauth ? way : null);
  };

  /** The OAuth app, the way and the scopes; null where there is nothing of the kind, or no app to choose. */
  const oauthOf = (values: FormValues): FormDraft['oauth'] => {
    const chosen = method?.oauth ? chosenApp(signIn?.apps ?? [], values) : undefined;
    if (!chosen) return null;
    const scopes = values.scopes === null ? [...chosen.scopes] : scopesOf(values.scopes);
    return { appId: chosen.id, way: values.way, scopes };
  };

  const submit = (acceptUntested: boolean) => {
    const handle = form.handleSubmit(async (values) => {
      if (isBusy.current || !method) return;
      const oauth = oauthOf(values);
      if (signIn && method.oauth && oauth === null) {
        const message = signIn.apps
          ? 'An OAuth app is needed.'
          : 'The OAuth apps are still being read. Press once more.';
        form.setError('appId', { type: 'required', message }, { shouldFocus: true });
        return;
      }
      isBusy.current = true;
      onPhase({ kind: 'verifying' });
      try {
        const kept = new Set([...savedSecrets].filter(isKept));
        const { name, environment, authType, expiresOn } = values;
        const expiresAt = expiryOf(expiresOn, base?.expiresAt ?? null);
        const input = inputOf(method, values.fields, kept, oauth && oauth.way);
        const facts = { name, environment, authType, expiresAt, acceptUntested, oauth, ...input };
        const result = await save(facts, base?.revision ?? 0);
        if (result.ok) onSaved(result.value);
        else await refuse(result);
      } finally {
        isBusy.current = false;
      }
    }, signIn?.abandon);
    return (event?: BaseSyntheticEvent): Promise<void> => {
      const values = form.getValues();
      if (method?.oauth && signIn?.apps?.length === 0) {
        event?.preventDefault();
        form.setError('appId', { type: 'required', message: 'An OAuth app is needed.' });
        return Promise.resolve();
      }
      const goesElsewhere = oauthOf(values)?.way === 'authorization_code';
      if (goesElsewhere && !isBusy.current && method && isComplete(method, values)) signIn?.prepare();
      return handle(event);
    };
  };

  /** Their values instead of what was typed. */
  const takeNewest = (newest: CredentialDetail) => {
    form.reset(savedValues(app, newest));
    setReplaced(new Set());
    setDemanded(new Set());
    setBase(newest);
    onPhase(typing);
  };

  /** What was typed stays; it is now meant to replace the newest, which the person has seen. */
  const keepMine = (newest: CredentialDetail) => {
    setBase(newest);
    onPhase(typing);
  };

  const signInAgain =
    onSignInAgain && method && (() => onSignInAgain(inputOf(method, form.getValues('fields'), new Set()).settings));

  const isLocked = isBusyPhase(phase);
  return {
    form,
    app,
    base,
    method,
    typed,
    isLocked,
    isKept,
    demanded,
    replace,
    submit,
    takeNewest,
    keepMine,
    choose,
    signIn,
    signInAgain,
  };
}

const saidAtFields: readonly Refusal['code'][] = ['INPUT_INVALID', 'NAME_TAKEN', 'SECRET_REQUIRED'];

function phaseOf(refusal: Refusal, isAtFields: boolean | null): Phase {
  const verification = verificationOf(refusal);
  if (verification) return { kind: 'checked', verification };
  return isAtFields && saidAtFields.includes(refusal.code) ? { kind: 'returned' } : { kind: 'refused', refusal };
}

/** Is the field on the form that a problem belongs to? */
function isShown({ path }: FieldProblem, method: Method, values: FormValues, isNew: boolean): boolean {
  if (!path.startsWith('fields.')) return ['name', 'environment', 'expiresOn'].includes(path);
  const way = isNew ? values.way : null;
  const fields = [...settingsOf(method, way), ...(way === null ? [] : fieldsOfWay(method, way))];
  return fields.some((field) => `fields.${field.name}` === path && isAsked(field, values.fields));
}

const pathOf = (path: string): FieldPath<FormValues> => {
  if (path === 'name' || path === 'environment' || path === 'expiresOn' || path === 'authType') return path;
  return path.startsWith('fields.') ? `fields.${path.slice('fields.'.length)}` : 'name';
};
