'use client';

import { useId, useState } from 'react';
import { useRouter } from 'next/navigation';
import { AppChooser } from '#components/credentials/app-chooser.tsx';
import { AppHead } from '#components/credentials/app-head.tsx';
import { useCreateParam } from '#components/credentials/create-param.ts';
import { useAction } from '#components/session/session-gate.tsx';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { StepBody } from '#components/ui/step-body.tsx';
import { useToast } from '#components/ui/toast.tsx';
import { createOauthApp } from '#lib/oauth-apps/actions.ts';
import type { OauthComponent, OauthSetup, RedirectAddresses, SavedAppDto } from '#lib/oauth-apps/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { AppForm } from './app-form.tsx';
import { useAppForm } from './use-app-form.ts';

interface CreateAppProps {
  scope: Scope;
  setup: OauthSetup;
  /** Of the workspace. */
  environment: string;
}

/** Component, then form. It lives in the address: a sign-in that lacks an app leads straight to the form of its own. */
export function CreateApp({ scope, setup, environment }: CreateAppProps) {
  const { component: chosen, open, close } = useCreateParam();
  const [isBusy, setBusy] = useState(false);
  const [hasChosen, setChosen] = useState(false);
  const router = useRouter();
  const { add } = useToast();
  const id = useId();
  const component = setup.components.find((one) => one.id === chosen) ?? null;
  const end = () => {
    setChosen(false);
    close();
  };
  const leave = () => {
    if (!isBusy) end();
  };
  const finish = ({ name }: SavedAppDto) => {
    end();
    add({ title: `${name} is kept. Credentials can be connected with it now.` });
    router.refresh();
  };
  const choose = (next: string) => {
    setChosen(true);
    open(next);
  };
  const step = component ? (
    <CreateForm
      key={component.id}
      {...{ id, scope, component, environment }}
      addresses={setup}
      onBusy={setBusy}
      onSaved={finish}
      onChange={() => choose('')}
    />
  ) : (
    <AppChooser apps={setup.components} onChoose={choose} />
  );
  return (
    <Dialog
      open={chosen !== null}
      onOpenChange={(next) => !next && leave()}
      title="New OAuth app"
      sentence={component ? undefined : 'Which app is it for?'}
      consequence={component && 'Sealed at once. Nobody can read the client secret back.'}
      keepOpenOutside
      actions={
        component && (
          <>
            <Button onClick={leave} disabled={isBusy}>
              Cancel
            </Button>
            <Button type="submit" form={id} variant="primary" disabled={isBusy}>
              {isBusy ? 'Saving…' : 'Save'}
            </Button>
          </>
        )
      }
    >
      {hasChosen ? <StepBody key={component?.id ?? ''}>{step}</StepBody> : step}
    </Dialog>
  );
}

interface CreateFormProps {
  id: string;
  scope: Scope;
  component: OauthComponent;
  environment: string;
  addresses: RedirectAddresses;
  onBusy: (isBusy: boolean) => void;
  onSaved: (saved: SavedAppDto) => void;
  onChange: () => void;
}

function CreateForm({ id, scope, component, environment, addresses, onBusy, onSaved, onChange }: CreateFormProps) {
  const create = useAction(createOauthApp);
  const state = useAppForm({
    component,
    saved: null,
    environment,
    onBusy,
    onSaved,
    save: (draft) => create(scope, { component: component.id, clientSecret: null, ...draft }),
  });
  const change = (
    <Button small onClick={onChange}>
      Change app
    </Button>
  );
  return (
    <>
      <AppHead app={component} method={component.category} end={change} />
      <AppForm id={id} scope={scope} state={state} addresses={addresses} />
    </>
  );
}
