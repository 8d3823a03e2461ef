import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { CredentialView } from '#components/credentials/credential-view.tsx';
import { PageKeys } from '#components/dashboard/page-keys.tsx';
import { Page } from '#components/shell/page.tsx';
import { permissionsOf } from '#lib/access.ts';
import { listAbout } from '#lib/audit/queries.ts';
import { findComponent } from '#lib/catalog/catalog.ts';
import { formOf } from '#lib/catalog/form.ts';
import { systemClock } from '#lib/clock.ts';
import { getCredential } from '#lib/credentials/queries.ts';
import { isAppError } from '#lib/errors.ts';
import { requireWorkspace } from '#lib/gate/session.ts';
import { describeGrant } from '#lib/grants/queries.ts';
import { listUses } from '#lib/uses/queries.ts';
import { listVerifications } from '#lib/verifications/queries.ts';
import { listVersions } from '#lib/versions/queries.ts';
import { scopeOf } from '#lib/workspaces/schema.ts';

export const metadata: Metadata = { title: 'Credential' };

interface CredentialPageProps {
  params: Promise<{ tenant: string; workspace: string; component: string; id: string }>;
  searchParams: Promise<{ checks?: string | string[] }>;
}

const plottedChecks = 40;
const historyRows = 10;

export default async function CredentialPage({ params, searchParams }: CredentialPageProps) {
  const { tenant, workspace, component, id } = await params;
  const { checks } = await searchParams;
  const after = typeof checks === 'string' ? checks : null;
  const ctx = await requireWorkspace(tenant, workspace, 'credential.read');
  const credential = await getCredential(ctx, id).catch((error: unknown) => {
    if (isAppError(error, 'NOT_FOUND')) notFound();
    throw error;
  });
  if (credential.component !== component) notFound();
  const [recent, history, versions, uses, activity, grant] = await Promise.all([
    listVerifications(ctx, id, null, plottedChecks),
    listVerifications(ctx, id, after, historyRows),
    listVersions(ctx, id),
    listUses(ctx, id),
    listAbout(ctx, id),
    describeGrant(ctx, id),
  ]);
  const entry = findComponent(component);
  const app = entry && !('broken' in entry) ? formOf(entry) : null;
  const scope = scopeOf(ctx);
  const permissions = permissionsOf(ctx.role);
  const facts = { credential, grant, recent: recent.rows, history, isOlder: after !== null, versions, uses, activity };
  return (
    <Page narrow>
      <CredentialView {...facts} {...{ scope, app, permissions }} name={entry?.name ?? component} now={systemClock()} />
      <PageKeys permissions={permissions} about="one" />
    </Page>
  );
}
