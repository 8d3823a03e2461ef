'use client';

import { Link } from '#components/ui/link.tsx';
import { useParams } from 'next/navigation';
import { oauthAppsHref } from '#components/shell/hrefs.ts';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { Note } from '#components/ui/note.tsx';
import { Segmented } from '#components/ui/segmented.tsx';
import { Select } from '#components/ui/select.tsx';
import { FormField } from './form-field.tsx';
import { chosenApp, fieldsOfWay, type Oauth, type Way } from './form-model.ts';
import type { CredentialFormState } from './use-credential-form.ts';

interface SignInFieldsProps {
  state: CredentialFormState;
  oauth: Oauth;
}

/** Through which OAuth app one comes to tokens, and how. */
export function SignInChoice({ state, oauth }: SignInFieldsProps) {
  const { signIn, form } = state;
  const way = form.watch('way');
  if (!signIn) return null;
  if (signIn.apps?.length === 0) return <NoApps state={state} mayAdd={signIn.mayAddApp} />;
  return (
    <>
      <AppChoice state={state} />
      {way !== 'pasted' && <WayChoice state={state} oauth={oauth} way={way} />}
    </>
  );
}

/** Who signs in, where a browser does not ask, and what the tokens shall be good for. Nothing of it in an edit. */
export function SignInFields({ state, oauth }: SignInFieldsProps) {
  const { signIn, form, app, method } = state;
  const way = form.watch('way');
  if (!signIn || !method) return <Note>Its tokens stay as they are. Reconnect signs in to {app.name} again.</Note>;
  return (
    <>
      {way === 'password' && (
        <div className="two">
          {fieldsOfWay(method, way).map((field) => (
            <FormField key={field.name} field={field} state={state} />
          ))}
        </div>
      )}
      <Scopes state={state} oauth={oauth} />
      <Pasted state={state} oauth={oauth} isOpen={way === 'pasted'} />
    </>
  );
}

function AppChoice({ state: { form, signIn, isLocked } }: { state: CredentialFormState }) {
  const apps = signIn?.apps ?? [];
  const chosen = chosenApp(apps, { appId: form.watch('appId'), environment: form.watch('environment') });
  return (
    <Field
      label="OAuth app"
      hint="The client that asks for the tokens, and keeps them alive."
      error={signIn?.refusal ?? form.formState.errors.appId?.message}
    >
      {(control) => (
        <Select
          {...control}
          disabled={isLocked || signIn?.apps === undefined}
          value={chosen?.id ?? ''}
          onChange={(event) => {
            form.setValue('appId', event.currentTarget.value);
            form.clearErrors('appId');
          }}
          options={apps.map((one) => ({ value: one.id, label: `${one.name} (${one.environment})` }))}
        />
      )}
    </Field>
  );
}

function NoApps({ state: { app, form }, mayAdd }: { state: CredentialFormState; mayAdd: boolean }) {
  const { tenant, workspace } = useParams<{ tenant: string; workspace: string }>();
  const isRefused = form.formState.errors.appId !== undefined;
  return (
    <div role={isRefused ? 'alert' : undefined}>
      <Note>
        {app.name} is signed in to through an OAuth app, and there is none for it here yet.{' '}
        {mayAdd ? (
          <Link href={`${oauthAppsHref({ tenant, workspace })}?create=${app.id}`}>Add an OAuth app</Link>
        ) : (
          'An owner or an admin can add one under Settings, OAuth apps.'
        )}
      </Note>
    </div>
  );
}

const wayWords = (way: Way, app: string): string =>
  ({
    authorization_code: `Sign in at ${app}`,
    client_credentials: 'As the OAuth app itself',
    password: 'User and password',
    pasted: 'Existing tokens',
  })[way];

function WayChoice({ state, oauth, way }: SignInFieldsProps & { way: Way }) {
  if (oauth.grants.length < 2) return null;
  const options = oauth.grants.map((one) => ({
    value: one,
    label: wayWords(one, state.app.name),
    disabled: state.isLocked,
  }));
  const choose = (value: string) => {
    const chosen = oauth.grants.find((one) => one === value);
    if (chosen) state.choose({ way: chosen });
  };
  return <Segmented label="How" name="way" options={options} value={way} onChange={choose} long />;
}

function Scopes({ state: { form, signIn, isLocked }, oauth }: SignInFieldsProps) {
  const chosen = chosenApp(signIn?.apps ?? [], { appId: form.watch('appId'), environment: form.watch('environment') });
  const always = oauth.scopes.required.filter((one) => !chosen?.scopes.includes(one));
  const hint = always.length > 0 ? `Divided by blanks. Always asked: ${always.join(' ')}.` : 'Divided by blanks.';
  return (
    <Field label="Scopes" hint={hint}>
      {(control) => (
        <Input
          {...control}
          mono
          readOnly={isLocked}
          value={form.watch('scopes') ?? chosen?.scopes.join(' ') ?? ''}
          onChange={(event) => form.setValue('scopes', event.currentTarget.value)}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
        />
      )}
    </Field>
  );
}

/** For tokens somebody has already: they are checked as any secret, and kept alive by the chosen app. */
function Pasted({ state, oauth, isOpen }: SignInFieldsProps & { isOpen: boolean }) {
  const [first = 'authorization_code'] = oauth.grants;
  const toggle = (open: boolean) => {
    if (open !== isOpen) state.choose({ way: open ? 'pasted' : first });
  };
  return (
    <details className="fold" open={isOpen} onToggle={(event) => toggle(event.currentTarget.open)}>
      <summary>Paste existing tokens instead</summary>
      <div className="stack">
        {isOpen && oauth.pasted.map((field) => <FormField key={field.name} field={field} state={state} />)}
      </div>
    </details>
  );
}
