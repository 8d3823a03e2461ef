import { Try } from './try.tsx';
import { requireWorkspace } from '#lib/gate/session.ts';
import { read } from '#db/client.ts';
import { credentials } from '#db/schema/credentials.ts';
export default async function P({ params }: { params: Promise<{ tenant: string; workspace: string }> }) {
  const { tenant, workspace } = await params;
  await requireWorkspace(tenant, workspace);
  const rows = await read().select({ id: credentials.id, name: credentials.name }).from(credentials);
  return <main className="page"><Try scope={{ tenant, workspace }} rows={rows} /></main>;
}
