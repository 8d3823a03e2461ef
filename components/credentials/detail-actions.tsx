'use client';

import { useRouter } from 'next/navigation';
import { Ellipsis, Pencil, ShieldCheck } from 'lucide-react';
import { componentHref } from '#components/shell/hrefs.ts';
import { useKeys } from '#components/shell/keys.ts';
import { Button, IconButton } from '#components/ui/button.tsx';
import { Icon } from '#components/ui/icon.tsx';
import { Menu } from '#components/ui/menu.tsx';
import type { Permission } from '#lib/access.ts';
import type { AppForm, CredentialDetail } from '#lib/credentials/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { useDeeds } from './use-deeds.tsx';

interface DetailActionsProps {
  scope: Scope;
  app: AppForm | null;
  credential: Pick<CredentialDetail, 'id' | 'name' | 'component' | 'state' | 'authType'>;
  permissions: readonly Permission[];
}

export function DetailActions({ scope, app, credential, permissions }: DetailActionsProps) {
  const router = useRouter();
  const deeds = useDeeds({
    scope,
    app,
    permissions,
    onDeleted: () => router.push(componentHref(scope, credential.component)),
  });
  const { may, ask, verify, checking } = deeds;
  const one = [credential];
  const reconnect = deeds.reconnectOf(credential);
  const isChecking = checking.has(credential.id);
  useKeys({
    ...(may.verify && { v: () => verify(one) }),
    ...(may.edit && { e: () => ask('edit', one) }),
  });
  const more = [
    ...(reconnect ? [{ label: 'Reconnect', onSelect: reconnect }] : []),
    ...(may.duplicate ? [{ label: 'Duplicate', onSelect: () => ask('duplicate', one) }] : []),
    ...(may.export ? [{ label: 'Export', onSelect: () => ask('export', one) }] : []),
    ...(may.delete ? [{ label: 'Delete', isDangerous: true, onSelect: () => ask('delete', one) }] : []),
  ];
  return (
    <>
      {may.verify && (
        <Button onClick={() => verify(one)} disabled={isChecking}>
          <Icon of={ShieldCheck} />
          {isChecking ? 'Verifying…' : 'Verify now'}
        </Button>
      )}
      {may.edit && (
        <Button onClick={() => ask('edit', one)}>
          <Icon of={Pencil} />
          {credential.state === 'unreadable' ? 'Replace the secret' : 'Edit'}
        </Button>
      )}
      {more.length > 0 && (
        <Menu
          align="end"
          groups={[{ items: more }]}
          trigger={
            <IconButton aria-label={`More: ${more.map((item) => item.label.toLowerCase()).join(', ')}`}>
              <Icon of={Ellipsis} />
            </IconButton>
          }
        />
      )}
      {deeds.dialog}
    </>
  );
}
