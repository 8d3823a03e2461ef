'use client';

import { Controller, useWatch } from 'react-hook-form';
import { environmentOptions } from '#components/credentials/filters.ts';
import { Checkbox } from '#components/ui/checkbox.tsx';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { Result } from '#components/ui/result.tsx';
import { SecretField } from '#components/ui/secret-field.tsx';
import { Select } from '#components/ui/select.tsx';
import { dateWords } from '#components/ui/time-words.ts';
import type { RedirectAddresses } from '#lib/oauth-apps/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { AppField } from './app-field.tsx';
import { FurtherFields } from './further-fields.tsx';
import { isAsked } from './form-model.ts';
import { ReadEndpoints } from './read-endpoints.tsx';
import { RedirectAddress } from './redirect-address.tsx';
import { ScopeList } from './scope-list.tsx';
import type { AppFormState } from './use-app-form.ts';
import { providerWords } from './words.ts';

interface AppFormProps {
  /** Ties the submit button in the dialog's footer to this form. */
  id: string;
  scope: Scope;
  state: AppFormState;
  addresses: RedirectAddresses;
}

/** A client of one provider: what is registered there, what it is called here, what is asked for. */
export function AppForm({ id, scope, state, addresses }: AppFormProps) {
  const { component, refusal } = state;
  return (
    <form
      id={id}
      className="stack wide"
      method="post"
      noValidate
      autoComplete="off"
      onSubmit={(event) => void state.submit()(event)}
    >
      {component.hasRedirect && (
        <>
          <RedirectAddress
            label={`Register this redirect address with ${providerWords(component)}`}
            address={addresses.redirectUri}
            name="redirect address"
            hint={component.redirectHint}
          />
          <RedirectAddress
            label="For sign-ins of consumers"
            address={addresses.vaultRedirectUri}
            name="address for consumers"
            hint="Register it too if your product’s own users connect their accounts."
          />
        </>
      )}
      <NameAndEnvironment state={state} />
      {component.fields
        .filter((field) => isAsked(field, state.typed))
        .map((field) => (
          <div key={field.name} className="stack">
            <AppField field={field} state={state} />
            {field.name === 'issuer' && component.canDiscover && <ReadEndpoints scope={scope} state={state} />}
          </div>
        ))}
      <Client state={state} />
      <Scopes state={state} />
      <FurtherFields state={state} />
      {refusal && <Result state="failed" title={refusal.message} reference={refusal.code} />}
    </form>
  );
}

function NameAndEnvironment({ state: { form, saved } }: { state: AppFormState }) {
  const { errors, defaultValues } = form.formState;
  return (
    <div className="two side160">
      <Field label="Name" error={errors.name?.message}>
        {(control) => <Input {...control} {...form.register('name')} autoComplete="off" maxLength={200} />}
      </Field>
      <Field label="Environment" error={errors.environment?.message}>
        {(control) => (
          <Select
            {...control}
            {...form.register('environment')}
            options={environmentOptions([saved?.environment ?? defaultValues?.environment ?? ''].filter(Boolean))}
          />
        )}
      </Field>
    </div>
  );
}

function Client({ state }: { state: AppFormState }) {
  const { form, component, saved, isPublic, isKept, isDemanded, replace } = state;
  const { errors } = form.formState;
  const secret = isKept ? {} : form.register('clientSecret');
  const savedAt = saved?.secretSavedAt ?? null;
  const help = component.helpUrl ? { text: `Where ${component.name} shows it.`, href: component.helpUrl } : undefined;
  return (
    <>
      <Field label="Client id" error={errors.clientId?.message} help={help}>
        {(control) => (
          <Input
            {...control}
            {...form.register('clientId')}
            mono
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
          />
        )}
      </Field>
      {!isPublic && (
        <SecretField
          label="Client secret"
          error={errors.clientSecret?.message}
          savedAt={savedAt === null ? undefined : dateWords(savedAt, 'UTC')}
          mustReplace={isDemanded}
          onReplacing={replace}
          input={secret}
        />
      )}
      <Checkbox {...form.register('isPublic')}>This client has no secret (a public client)</Checkbox>
    </>
  );
}

function Scopes({ state: { form, component } }: { state: AppFormState }) {
  const typed = useWatch({ control: form.control, name: 'newScopes' });
  const { errors } = form.formState;
  return (
    <Controller
      control={form.control}
      name="scopes"
      render={({ field }) => (
        <ScopeList
          scopes={field.value}
          typed={typed}
          always={component.scopes.required}
          onChange={(scopes) => {
            form.clearErrors('scopes');
            field.onChange(scopes);
          }}
          onType={(text) => form.setValue('newScopes', text)}
          error={errors.scopes?.message}
        />
      )}
    />
  );
}
