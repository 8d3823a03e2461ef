'use client';

import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { Note } from '#components/ui/note.tsx';
import { Segmented } from '#components/ui/segmented.tsx';
import { Select } from '#components/ui/select.tsx';
import { systemClock } from '#lib/clock.ts';
import type { AuthType } from '#lib/credentials/schema.ts';
import { environmentOptions } from './filters.ts';
import { FormField } from './form-field.tsx';
import { expiryProblem, rowsOf, type Method } from './form-model.ts';
import type { Phase } from './form-phase.ts';
import { FormStrip } from './form-strip.tsx';
import { SignInChoice, SignInFields } from './sign-in-fields.tsx';
import type { CredentialFormState } from './use-credential-form.ts';

interface CredentialFormProps {
  /** Ties the submit button in the dialog's footer to this form. */
  id: string;
  state: CredentialFormState;
  phase: Phase;
}

/** The form of one app, generated from its manifest. */
export function CredentialForm({ id, state, phase }: CredentialFormProps) {
  const { method } = state;
  if (!method) return <Note>This app offers no such way to sign in any more.</Note>;
  return (
    <form
      id={id}
      className="stack wide"
      method="post"
      noValidate
      autoComplete="off"
      onSubmit={(event) => void state.submit(false)(event)}
    >
      {state.base === null && <MethodChoice state={state} />}
      {method.oauth && <SignInChoice state={state} oauth={method.oauth} />}
      {!isWithoutApp(state) && <Fields state={state} method={method} />}
      {method.notTestable !== null && phase.kind === 'typing' && <Note>{method.notTestable}</Note>}
      <FormStrip state={state} phase={phase} />
    </form>
  );
}

/** Signed in to through an OAuth app, and there is none: nothing that is typed would lead anywhere. */
const isWithoutApp = ({ method, signIn }: CredentialFormState): boolean =>
  Boolean(method?.oauth) && signIn?.apps?.length === 0;

function Fields({ state, method }: { state: CredentialFormState; method: Method }) {
  const way = state.form.watch('way');
  return (
    <>
      <NameAndEnvironment state={state} />
      {rowsOf(method, state.typed, state.signIn ? way : null).map((row) => (
        <div key={row[0]?.name} className={rowClass(row.map((field) => field.kind))}>
          {row.map((field) => (
            <FormField key={`${method.type} ${field.name}`} field={field} state={state} />
          ))}
        </div>
      ))}
      {method.oauth ? <SignInFields state={state} oauth={method.oauth} /> : <Expiry state={state} />}
    </>
  );
}

function rowClass(kinds: readonly string[]): string | undefined {
  if (kinds.length < 2) return undefined;
  return kinds[1] === 'port' ? 'two side160' : 'two';
}

function MethodChoice({ state: { app, method, isLocked, choose } }: { state: CredentialFormState }) {
  const options = app.authMethods.map((one) => ({ value: one.type, label: one.label, disabled: isLocked }));
  const change = (value: string) => {
    const chosen: AuthType | undefined = app.authMethods.find((one) => one.type === value)?.type;
    if (chosen) choose({ authType: chosen });
  };
  if (options.length < 2) return null;
  if (options.length <= 3)
    return (
      <Segmented label="Sign-in" name="auth-type" options={options} value={method?.type ?? ''} onChange={change} />
    );
  return (
    <Field label="Sign-in">
      {(control) => (
        <Select
          {...control}
          options={options}
          value={method?.type}
          onChange={(event) => change(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

function NameAndEnvironment({ state: { form, base, isLocked } }: { state: CredentialFormState }) {
  const { errors, defaultValues } = form.formState;
  const rule = { validate: (value: string) => (value.trim() === '' ? 'A name is needed.' : true) };
  return (
    <div className="two side160">
      <Field label="Name" error={errors.name?.message}>
        {(control) => (
          <Input {...control} {...form.register('name', rule)} readOnly={isLocked} autoComplete="off" maxLength={200} />
        )}
      </Field>
      <Field label="Environment" error={errors.environment?.message}>
        {(control) => (
          <Select
            {...control}
            {...form.register('environment')}
            disabled={isLocked}
            options={environmentOptions([base?.environment ?? defaultValues?.environment ?? ''].filter(Boolean))}
          />
        )}
      </Field>
    </div>
  );
}

function Expiry({ state: { form, base, isLocked } }: { state: CredentialFormState }) {
  const error = form.formState.errors.expiresOn?.message;
  const validate = (value: string) => expiryProblem(value, base?.expiresAt ?? null, systemClock()) ?? true;
  return (
    <Field label="Expires" hint="Only where the app gave it an end. Shown as expiring 14 days before." error={error}>
      {(control) => (
        <Input {...control} {...form.register('expiresOn', { validate })} type="date" readOnly={isLocked} />
      )}
    </Field>
  );
}
