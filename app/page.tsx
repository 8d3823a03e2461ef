import { redirect } from 'next/navigation';
import { credentialsHref } from '#components/shell/hrefs.ts';
import { FirstTenant } from '#components/tenants/first-tenant.tsx';
import { requireUser } from '#lib/gate/session.ts';
import { listMemberships } from '#lib/members/queries.ts';

/** The way in: to the first workspace one may enter. */
export default async function Home() {
  const user = await requireUser();
  const [tenant] = await listMemberships(user);
  const [workspace] = tenant?.workspaces ?? [];
  if (tenant && workspace) redirect(credentialsHref({ tenant: tenant.slug, workspace: workspace.slug }));
  return <FirstTenant />;
}
