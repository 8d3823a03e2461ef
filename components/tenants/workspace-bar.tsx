'use client';

import { useState, type ReactNode } from 'react';
import { Activity, KeyRound, Settings, Users, Workflow } from 'lucide-react';
import { SignOutButton } from '#components/session/sign-out-button.tsx';
import { activityHref, consumersHref, credentialsHref, flowsHref, settingsHref } from '#components/shell/hrefs.ts';
import { TopBar } from '#components/shell/top-bar.tsx';
import { Icon } from '#components/ui/icon.tsx';
import { NewWorkspaceDialog } from '#components/workspaces/new-workspace-dialog.tsx';
import type { MembershipDto } from '#lib/members/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { NewTenantDialog } from './new-tenant-dialog.tsx';

interface WorkspaceBarProps {
  user: { name: string; email: string };
  scope: Scope;
  memberships: readonly MembershipDto[];
  canCreateWorkspace: boolean;
  canReadConsumers: boolean;
  canReadActivity: boolean;
  /** What `Search or jump to` opens. */
  jump: ReactNode;
}

/** The frame's bar with what is known of the person: where they are and where else they may go. */
export function WorkspaceBar(props: WorkspaceBarProps) {
  const { user, scope, memberships, canCreateWorkspace, canReadConsumers, canReadActivity, jump } = props;
  const [dialog, setDialog] = useState<'tenant' | 'workspace' | null>(null);
  const home = credentialsHref(scope);
  const tenants = memberships.map((one) => ({
    id: one.slug,
    name: one.name,
    href: credentialsHref({ tenant: one.slug, workspace: one.workspaces[0]?.slug ?? '' }),
  }));
  const workspaces = (memberships.find((one) => one.slug === scope.tenant)?.workspaces ?? []).map((one) => ({
    id: one.slug,
    name: one.name,
    tag: one.environment,
    href: credentialsHref({ tenant: scope.tenant, workspace: one.slug }),
  }));
  const nowhere = (slug: string) => ({ id: slug, name: slug, href: home });
  return (
    <>
      <TopBar
        home={home}
        tenant={{
          current: tenants.find((one) => one.id === scope.tenant) ?? nowhere(scope.tenant),
          places: tenants,
          create: { label: 'New tenant', onSelect: () => setDialog('tenant') },
        }}
        workspace={{
          current: workspaces.find((one) => one.id === scope.workspace) ?? nowhere(scope.workspace),
          places: workspaces,
          create: canCreateWorkspace ? { label: 'New workspace', onSelect: () => setDialog('workspace') } : undefined,
        }}
        tabs={[
          { label: 'App Credentials', href: home, icon: <Icon of={KeyRound} />, letter: 'a' },
          { label: 'Flows', href: flowsHref(scope), icon: <Icon of={Workflow} />, letter: 'f' },
          ...(canReadConsumers
            ? [{ label: 'Consumers', href: consumersHref(scope), icon: <Icon of={Users} />, letter: 'c' }]
            : []),
          ...(canReadActivity
            ? [{ label: 'Activity', href: activityHref(scope), icon: <Icon of={Activity} />, letter: 'l' }]
            : []),
          { label: 'Settings', href: settingsHref(scope), icon: <Icon of={Settings} />, letter: 's' },
        ]}
        jump={jump}
        account={{
          ...user,
          links: [{ label: 'Sessions and password', href: settingsHref(scope) }],
          signOut: <SignOutButton />,
        }}
      />
      <NewTenantDialog open={dialog === 'tenant'} onOpenChange={(open) => setDialog(open ? 'tenant' : null)} />
      {dialog === 'workspace' && <NewWorkspaceDialog scope={scope} onClose={() => setDialog(null)} />}
    </>
  );
}
