'use client';

import { useState, type ComponentProps, type ReactNode } from 'react';
import { useVerify } from '#components/checks/use-verify.ts';
import { useReconnect } from '#components/connects/use-reconnect.tsx';
import { ExportCredentials } from '#components/exports/export-credentials.tsx';
import { everything, offerOf } from '#components/exports/offers.ts';
import { DeleteDialog } from '#components/trash/delete-dialog.tsx';
import type { Permission } from '#lib/access.ts';
import type { AppForm, AuthType } from '#lib/credentials/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { DuplicateDialog } from './duplicate-dialog.tsx';
import { EditDialog } from './edit-dialog.tsx';
import { EnvironmentDialog } from './environment-dialog.tsx';

export interface Subject {
  readonly id: string;
  readonly name: string;
  /** Left out where nothing depends on it. */
  readonly authType?: AuthType;
}

type Deed = 'edit' | 'duplicate' | 'environment' | 'export' | 'delete';

interface DeedsOptions {
  scope: Scope;
  /** Null where the manifest cannot be read: nothing can be checked or filled in then. */
  app: AppForm | null;
  permissions: readonly Permission[];
  /** After a delete: the page shows something that is gone. */
  onDeleted: () => void;
}

export interface Deeds {
  readonly may: Record<Deed | 'verify', boolean>;
  readonly ask: (deed: Deed, subjects: readonly Subject[]) => void;
  readonly verify: (subjects: readonly Subject[]) => void;
  /** Signs in once more; null for what was not connected, or by whom it may not be changed. */
  readonly reconnectOf: (subject: Subject) => (() => void) | null;
  readonly checking: ReadonlySet<string>;
  /** To be put anywhere in the page. */
  readonly dialog: ReactNode;
}

/** What can be done with credentials, the same in a row, on many rows and on a credential's own page. */
export function useDeeds({ scope, app, permissions, onDeleted }: DeedsOptions): Deeds {
  const [open, setOpen] = useState<{ deed: Deed; subjects: readonly Subject[] } | null>(null);
  const { verify, checking } = useVerify(scope);
  const { reconnect, dialog } = useReconnect(scope);
  const can = (permission: Permission) => permissions.includes(permission);
  return {
    may: {
      verify: can('credential.verify') && app !== null,
      edit: can('credential.update') && app !== null,
      duplicate: can('credential.create') && app !== null,
      environment: can('credential.update'),
      export: can('credential.export'),
      delete: can('credential.delete'),
    },
    ask: (deed, subjects) => setOpen({ deed, subjects }),
    verify,
    reconnectOf: (subject) =>
      subject.authType === 'oauth2' && can('credential.update') && app !== null ? () => reconnect(subject) : null,
    checking,
    dialog: (
      <>
        {open && (
          <DeedOf
            {...open}
            {...{ scope, app, onDeleted }}
            onClose={() => setOpen(null)}
            onReconnect={({ id, name, settings: { grantType } }, settings) =>
              reconnect({ id, name, grantType: typeof grantType === 'string' ? grantType : null }, settings)
            }
          />
        )}
        {dialog}
      </>
    ),
  };
}

interface DeedOfProps {
  deed: Deed;
  subjects: readonly Subject[];
  scope: Scope;
  app: AppForm | null;
  onClose: () => void;
  onDeleted: () => void;
  onReconnect: ComponentProps<typeof EditDialog>['onReconnect'];
}

function DeedOf({ deed, subjects, scope, app, onClose, onDeleted, onReconnect }: DeedOfProps) {
  const ids = subjects.map((one) => one.id);
  const [first] = subjects;
  if (!first) return null;
  if (deed === 'edit') return app && <EditDialog {...{ scope, app, onClose, onReconnect }} id={first.id} />;
  if (deed === 'duplicate')
    return <DuplicateDialog scope={scope} subject={first} app={app?.name ?? 'the app'} onClose={onClose} />;
  if (deed === 'environment') return <EnvironmentDialog scope={scope} ids={ids} onClose={onClose} />;
  if (deed === 'delete')
    return <DeleteDialog scope={scope} app={app} subjects={subjects} onClose={onClose} onDeleted={onDeleted} />;
  return <ExportCredentials scope={scope} offers={[offerOf(subjects), everything]} onClose={onClose} />;
}
