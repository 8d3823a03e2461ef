import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ConsumerKeys } from '#components/consumers/consumer-keys.tsx';
import { ConsumerView } from '#components/consumers/consumer-view.tsx';
import { Page } from '#components/shell/page.tsx';
import { permissionsOf } from '#lib/access.ts';
import { listKeys } from '#lib/api-keys/queries.ts';
import { listAbout } from '#lib/audit/queries.ts';
import { listComponents } from '#lib/catalog/catalog.ts';
import { iconOf } from '#lib/catalog/icons.ts';
import { systemClock } from '#lib/clock.ts';
import { getConsumer } from '#lib/consumers/queries.ts';
import { listCredentials } from '#lib/credentials/queries.ts';
import { isAppError } from '#lib/errors.ts';
import { requireWorkspace } from '#lib/gate/session.ts';
import { cursorText } from '#lib/names.ts';
import { scopeOf } from '#lib/workspaces/schema.ts';

export const metadata: Metadata = { title: 'Consumer' };

interface ConsumerPageProps {
  params: Promise<{ tenant: string; workspace: string; id: string }>;
  searchParams: Promise<{ after?: unknown }>;
}

export default async function ConsumerPage({ params, searchParams }: ConsumerPageProps) {
  const { tenant, workspace, id } = await params;
  const after = cursorText.safeParse((await searchParams).after).data ?? null;
  const ctx = await requireWorkspace(tenant, workspace, 'consumer.read');
  const consumer = await getConsumer(ctx, id).catch((error: unknown) => {
    if (isAppError(error, 'NOT_FOUND')) notFound();
    throw error;
  });
  const permissions = permissionsOf(ctx.role);
  const [credentials, tokens, activity] = await Promise.all([
    listCredentials(ctx, null, { consumerId: consumer.id, after }),
    permissions.includes('api_key.read') ? listKeys(ctx, { consumerId: consumer.id, isLive: true }) : null,
    listAbout(ctx, consumer.id),
  ]);
  const apps = listComponents().map((entry) => ({ id: entry.id, name: entry.name, icon: iconOf(entry) }));
  const view = { consumer, credentials, tokens: tokens?.rows ?? null, activity, apps, permissions };
  return (
    <Page narrow>
      <ConsumerView scope={scopeOf(ctx)} {...view} isLater={after !== null} now={systemClock()} />
      <ConsumerKeys permissions={permissions} on="one" />
    </Page>
  );
}
