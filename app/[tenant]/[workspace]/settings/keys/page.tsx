import type { Metadata } from 'next';
import { KeyPanel } from '#components/identities/key-panel.tsx';
import { RecipientsPanel } from '#components/recipients/recipients-panel.tsx';
import { Page } from '#components/shell/page.tsx';
import { SignersPanel } from '#components/signers/signers-panel.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { SettingsNav } from '#components/workspaces/settings-nav.tsx';
import { canDo } from '#lib/access.ts';
import { systemClock } from '#lib/clock.ts';
import { requireWorkspace } from '#lib/gate/session.ts';
import { getIdentity } from '#lib/identities/queries.ts';
import { listRecipients } from '#lib/recipients/queries.ts';
import { listSigners } from '#lib/signers/queries.ts';
import { signerCursor } from '#lib/signers/schema.ts';
import { scopeOf } from '#lib/workspaces/schema.ts';

export const metadata: Metadata = { title: 'Keys' };

interface KeysPageProps {
  params: Promise<{ tenant: string; workspace: string }>;
  searchParams: Promise<{ after?: unknown }>;
}

export default async function KeysPage({ params, searchParams }: KeysPageProps) {
  const { tenant, workspace } = await params;
  const ctx = await requireWorkspace(tenant, workspace, 'key.read');
  const after = signerCursor.parse((await searchParams).after);
  const [identity, recipients, signers] = await Promise.all([
    getIdentity(ctx),
    listRecipients(ctx),
    listSigners(ctx, after),
  ]);
  const now = systemClock();
  const common = { scope: scopeOf(ctx), now };
  const canRotate = canDo(ctx.role, 'key.rotate');
  const { receiving, signing, receivingText } = identity;
  return (
    <Page narrow>
      <PageHead title="Settings" />
      <SettingsNav scope={common.scope} role={ctx.role} />
      <div className="stack loose">
        <KeyPanel {...common} kind="receiving" history={receiving} text={receivingText} canRotate={canRotate} />
        <KeyPanel {...common} kind="signing" history={signing} canRotate={canRotate} />
        <RecipientsPanel {...common} recipients={recipients} />
        <SignersPanel {...common} page={signers} isLater={after !== null} />
      </div>
    </Page>
  );
}
