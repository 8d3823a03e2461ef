'use client';

import { useId, useState } from 'react';
import { useRouter } from 'next/navigation';
import { useQuery } from '@tanstack/react-query';
import { AppHead } from '#components/credentials/app-head.tsx';
import { useAction } from '#components/session/session-gate.tsx';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { Result } from '#components/ui/result.tsx';
import { BlockSkeleton, Waiting } from '#components/ui/skeleton.tsx';
import { useToast } from '#components/ui/toast.tsx';
import { readOauthApp, updateOauthApp } from '#lib/oauth-apps/actions.ts';
import { oauthAppOptions } from '#lib/oauth-apps/cache.ts';
import type { OauthAppDetail, OauthComponent, RedirectAddresses, SavedAppDto } from '#lib/oauth-apps/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { AppForm } from './app-form.tsx';
import { useAppForm } from './use-app-form.ts';

interface EditAppProps {
  scope: Scope;
  component: OauthComponent;
  addresses: RedirectAddresses;
  id: string;
  onClose: () => void;
}

/** Reads the newest of an app first; saves against that revision. Shown while it is mounted. */
export function EditApp({ scope, component, addresses, id, onClose }: EditAppProps) {
  const { data, refetch } = useQuery(oauthAppOptions(scope, id, useAction(readOauthApp)));
  const [isBusy, setBusy] = useState(false);
  const router = useRouter();
  const { add } = useToast();
  const formId = useId();
  const leave = () => {
    if (!isBusy) onClose();
  };
  const finish = ({ name }: SavedAppDto) => {
    onClose();
    add({ title: `${name} is saved.` });
    router.refresh();
  };
  return (
    <Dialog
      open
      onOpenChange={(next) => !next && leave()}
      title={data?.ok ? `Edit ${data.value.name}` : 'Edit OAuth app'}
      keepOpenOutside
      actions={
        <>
          <Button onClick={leave} disabled={isBusy}>
            Cancel
          </Button>
          <Button type="submit" form={formId} variant="primary" disabled={isBusy || !data?.ok}>
            {isBusy ? 'Saving…' : 'Save'}
          </Button>
        </>
      }
    >
      {data?.ok && (
        <EditForm
          key={data.value.revision}
          {...{ scope, component, addresses }}
          id={formId}
          saved={data.value}
          onBusy={setBusy}
          onSaved={finish}
          onReload={() => void refetch()}
        />
      )}
      {data && !data.ok && <Result state="failed" title={data.message} reference={data.code} />}
      {!data && (
        <Waiting label="Loading the OAuth app">
          <BlockSkeleton />
        </Waiting>
      )}
    </Dialog>
  );
}

interface EditFormProps {
  id: string;
  scope: Scope;
  component: OauthComponent;
  addresses: RedirectAddresses;
  saved: OauthAppDetail;
  onBusy: (isBusy: boolean) => void;
  onSaved: (saved: SavedAppDto) => void;
  onReload: () => void;
}

function EditForm({ id, scope, component, addresses, saved, onBusy, onSaved, onReload }: EditFormProps) {
  const update = useAction(updateOauthApp);
  const state = useAppForm({
    component,
    saved,
    environment: saved.environment,
    onBusy,
    onSaved,
    save: (draft) => update(scope, { id: saved.id, revision: saved.revision, ...draft }),
  });
  return (
    <>
      <AppHead app={component} method={component.category} />
      <AppForm id={id} scope={scope} state={state} addresses={addresses} />
      {state.refusal?.code === 'CHANGED_MEANWHILE' && (
        <div className="row">
          <Button onClick={onReload}>Load the newest</Button>
        </div>
      )}
    </>
  );
}
