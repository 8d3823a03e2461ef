import type { Metadata } from 'next';
import { DoorPanel } from '#components/api-keys/door-panel.tsx';
import { loadKeyView } from '#components/api-keys/filters.ts';
import { KeysPanel } from '#components/api-keys/keys-panel.tsx';
import { Page } from '#components/shell/page.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { SettingsNav } from '#components/workspaces/settings-nav.tsx';
import { canDo } from '#lib/access.ts';
import { describeDoor, listKeys } from '#lib/api-keys/queries.ts';
import { systemClock } from '#lib/clock.ts';
import { requireWorkspace } from '#lib/gate/session.ts';
import { scopeOf } from '#lib/workspaces/schema.ts';

export const metadata: Metadata = { title: 'API keys' };

interface ApiKeysPageProps {
  params: Promise<{ tenant: string; workspace: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function ApiKeysPage({ params, searchParams }: ApiKeysPageProps) {
  const { tenant, workspace } = await params;
  const ctx = await requireWorkspace(tenant, workspace, 'api_key.read');
  const view = await loadKeyView(searchParams);
  const page = await listKeys(ctx, view);
  const scope = scopeOf(ctx);
  const door = describeDoor(ctx);
  const list = { scope, page, view, door, canUpdate: canDo(ctx.role, 'api_key.update') };
  return (
    <Page narrow>
      <PageHead title="Settings" />
      <SettingsNav scope={scope} role={ctx.role} />
      <div className="stack loose">
        <KeysPanel {...list} now={systemClock()} />
        <DoorPanel door={door} />
      </div>
    </Page>
  );
}
