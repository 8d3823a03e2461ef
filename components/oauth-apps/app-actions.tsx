'use client';

import { useState } from 'react';
import { KeyRound, Pencil, Trash2 } from 'lucide-react';
import { useKeys } from '#components/shell/keys.ts';
import { Button } from '#components/ui/button.tsx';
import { Icon } from '#components/ui/icon.tsx';
import type { AppUserPage } from '#lib/app-grants/schema.ts';
import type { OauthAppDetail, OauthComponent, RedirectAddresses } from '#lib/oauth-apps/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { DeleteApp } from './delete-app.tsx';
import { EditApp } from './edit-app.tsx';
import { ReplaceSecret } from './replace-secret.tsx';

interface AppActionsProps {
  scope: Scope;
  app: OauthAppDetail;
  /** Null where the catalogue does not have it: there is no form for it then. */
  component: OauthComponent | null;
  addresses: RedirectAddresses;
  users: AppUserPage;
}

type Deed = 'edit' | 'secret' | 'delete';

export function AppActions({ scope, app, component, addresses, users }: AppActionsProps) {
  const [deed, setDeed] = useState<Deed | null>(null);
  const close = () => setDeed(null);
  useKeys(component ? { e: () => setDeed('edit') } : {});
  return (
    <>
      {component && (
        <Button onClick={() => setDeed('edit')} aria-keyshortcuts="e">
          <Icon of={Pencil} />
          Edit
        </Button>
      )}
      {app.secretSavedAt !== null && (
        <Button onClick={() => setDeed('secret')}>
          <Icon of={KeyRound} />
          Replace secret
        </Button>
      )}
      <Button variant="danger" onClick={() => setDeed('delete')}>
        <Icon of={Trash2} />
        Delete
      </Button>
      {deed === 'edit' && component && (
        <EditApp scope={scope} component={component} addresses={addresses} id={app.id} onClose={close} />
      )}
      {deed === 'secret' && <ReplaceSecret scope={scope} app={app} onClose={close} />}
      {deed === 'delete' && <DeleteApp scope={scope} app={app} users={users} onClose={close} />}
    </>
  );
}
