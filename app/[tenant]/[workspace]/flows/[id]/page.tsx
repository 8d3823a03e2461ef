import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { Builder } from '#components/flows/builder.tsx';
import { FlowKeys } from '#components/flows/flow-keys.tsx';
import { permissionsOf } from '#lib/access.ts';
import { listComponents } from '#lib/catalog/catalog.ts';
import { formOf } from '#lib/catalog/form.ts';
import { systemClock } from '#lib/clock.ts';
import { isAppError } from '#lib/errors.ts';
import { getFlow } from '#lib/flows/queries.ts';
import { requireWorkspace } from '#lib/gate/session.ts';
import { getWorkspace } from '#lib/workspaces/queries.ts';
import { scopeOf } from '#lib/workspaces/schema.ts';

export const metadata: Metadata = { title: 'Flow' };

interface FlowPageProps {
  params: Promise<{ tenant: string; workspace: string; id: string }>;
}

export default async function FlowPage({ params }: FlowPageProps) {
  const { tenant, workspace, id } = await params;
  const ctx = await requireWorkspace(tenant, workspace, 'flow.read');
  const flow = await getFlow(ctx, id).catch((error: unknown) => {
    if (isAppError(error, 'NOT_FOUND')) notFound();
    throw error;
  });
  const { environment } = await getWorkspace(ctx);
  const permissions = permissionsOf(ctx.role);
  const apps = listComponents().flatMap((entry) => ('broken' in entry ? [] : [formOf(entry)]));
  return (
    <>
      <Builder
        key={flow.id}
        scope={scopeOf(ctx)}
        initial={flow}
        apps={apps}
        permissions={permissions}
        environment={environment}
        now={systemClock()}
      />
      <FlowKeys permissions={permissions} on="builder" />
    </>
  );
}
