import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { BrokenComponent } from '#components/credentials/broken-component.tsx';
import { ComponentHead } from '#components/credentials/component-head.tsx';
import { ComponentList } from '#components/credentials/component-list.tsx';
import { CreateDialog } from '#components/credentials/create-dialog.tsx';
import { loadListFilter, type SearchParams } from '#components/credentials/filters.ts';
import { activeFilters } from '#components/credentials/no-match-words.ts';
import { PageKeys } from '#components/dashboard/page-keys.tsx';
import { Page } from '#components/shell/page.tsx';
import { permissionsOf } from '#lib/access.ts';
import { findComponent } from '#lib/catalog/catalog.ts';
import { formOf } from '#lib/catalog/form.ts';
import { systemClock } from '#lib/clock.ts';
import { listCredentials } from '#lib/credentials/queries.ts';
import { requireWorkspace } from '#lib/gate/session.ts';
import { getWorkspace } from '#lib/workspaces/queries.ts';
import { scopeOf } from '#lib/workspaces/schema.ts';

interface ComponentPageProps {
  params: Promise<{ tenant: string; workspace: string; component: string }>;
  searchParams: SearchParams;
}

export async function generateMetadata({ params }: ComponentPageProps): Promise<Metadata> {
  const { component } = await params;
  return { title: findComponent(component)?.name ?? 'App Credentials' };
}

export default async function ComponentPage({ params, searchParams }: ComponentPageProps) {
  const { tenant, workspace, component } = await params;
  const ctx = await requireWorkspace(tenant, workspace, 'credential.read');
  const filter = await loadListFilter(searchParams);
  const page = await listCredentials(ctx, component, filter);
  const all = activeFilters(filter).length > 0 ? (await listCredentials(ctx, component, {})).total : page.total;
  const entry = findComponent(component);
  if (!entry && all === 0) notFound();
  const app = entry && !('broken' in entry) ? formOf(entry) : null;
  const name = entry?.name ?? component;
  const permissions = permissionsOf(ctx.role);
  const scope = scopeOf(ctx);
  const { environment } = await getWorkspace(ctx);
  const common = { scope, name, app, permissions };
  return (
    <Page>
      <ComponentHead {...common} count={all} />
      {!app && <BrokenComponent name={name} />}
      <ComponentList {...common} component={component} page={page} filter={filter} now={systemClock()} />
      {app && permissions.includes('credential.create') && (
        <CreateDialog scope={scope} apps={[app]} environment={environment} />
      )}
      <PageKeys permissions={permissions} component={app?.id} about="rows" />
    </Page>
  );
}
