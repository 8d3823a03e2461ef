'use client';

import { useState } from 'react';
import { useRouter } from 'next/navigation';
import { DeedDialog } from '#components/credentials/deed-dialog.tsx';
import { useAction } from '#components/session/session-gate.tsx';
import { oauthAppsHref } from '#components/shell/hrefs.ts';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { Result } from '#components/ui/result.tsx';
import { useToast } from '#components/ui/toast.tsx';
import type { AppUserPage } from '#lib/app-grants/schema.ts';
import { deleteOauthApp } from '#lib/oauth-apps/actions.ts';
import type { OauthAppDetail } from '#lib/oauth-apps/schema.ts';
import type { Refusal } from '#lib/result.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { UserTable } from './app-users.tsx';

interface DeleteAppProps {
  scope: Scope;
  app: OauthAppDetail;
  /** As the page shows them. */
  users: AppUserPage;
  onClose: () => void;
}

/** Asks by name; where credentials would lose their refresh it shows them instead. */
export function DeleteApp({ scope, app, users, onClose }: DeleteAppProps) {
  const router = useRouter();
  const { add } = useToast();
  const remove = useAction(deleteOauthApp);
  const [inUse, setInUse] = useState<Refusal | null>(null);
  const run = async (): Promise<Refusal | null> => {
    const result = await remove(scope, { id: app.id });
    if (!result.ok) {
      if (result.code === 'OAU-102') setInUse(result);
      return result;
    }
    add({ title: `${app.name} is deleted.` });
    router.push(oauthAppsHref(scope));
    return null;
  };
  if (inUse) return <InUse scope={scope} app={app} users={users} refusal={inUse} onClose={onClose} />;
  return (
    <DeedDialog
      title={`Delete ${app.name}`}
      sentence="Its client id and sealed secret go for good. At the provider it stays registered until you remove it there."
      confirm={`Delete ${app.name}`}
      pending="Deleting…"
      isDangerous
      run={run}
      onClose={onClose}
    />
  );
}

function InUse({ scope, app, users, refusal, onClose }: DeleteAppProps & { refusal: Refusal }) {
  const { why, fix } = refusal.detail;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`${app.name} is in use`}
      consequence="Nothing was deleted."
      actions={
        <Button variant="primary" onClick={onClose}>
          Keep it
        </Button>
      }
    >
      <Result state="failed" title={String(why)} fix={String(fix)} />
      {users.rows.length > 0 && <UserTable tenant={scope.tenant} users={users.rows.slice(0, shownUsers)} />}
    </Dialog>
  );
}

/** The page behind the dialog has all of them. */
const shownUsers = 10;
