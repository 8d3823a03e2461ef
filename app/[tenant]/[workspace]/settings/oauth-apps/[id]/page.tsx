import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { AppView } from '#components/oauth-apps/app-view.tsx';
import { Page } from '#components/shell/page.tsx';
import { canDo } from '#lib/access.ts';
import { listAppUsers } from '#lib/app-grants/queries.ts';
import { usersCursor } from '#lib/app-grants/schema.ts';
import { systemClock } from '#lib/clock.ts';
import { isAppError } from '#lib/errors.ts';
import { requireWorkspace } from '#lib/gate/session.ts';
import { describeSetup, getOauthApp } from '#lib/oauth-apps/queries.ts';
import { scopeOf } from '#lib/workspaces/schema.ts';

export const metadata: Metadata = { title: 'OAuth app' };

interface OauthAppPageProps {
  params: Promise<{ tenant: string; workspace: string; id: string }>;
  searchParams: Promise<{ after?: unknown }>;
}

export default async function OauthAppPage({ params, searchParams }: OauthAppPageProps) {
  const { tenant, workspace, id } = await params;
  const ctx = await requireWorkspace(tenant, workspace, 'oauth_app.read');
  const after = usersCursor.parse((await searchParams).after);
  const app = await getOauthApp(ctx, id).catch((error: unknown) => {
    if (isAppError(error, 'NOT_FOUND')) notFound();
    throw error;
  });
  const users = await listAppUsers(ctx, id, after);
  const canUpdate = canDo(ctx.role, 'oauth_app.update');
  const view = { app, users, canUpdate, setup: describeSetup(ctx.tenantId), isLater: after !== null };
  return (
    <Page narrow>
      <AppView scope={scopeOf(ctx)} {...view} now={systemClock()} />
    </Page>
  );
}
