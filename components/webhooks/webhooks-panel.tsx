import { Panel } from '#components/ui/panel.tsx';
import type { DeliveryCounts } from '#lib/delivery-log/schema.ts';
import type { EndpointDto } from '#lib/webhooks/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { NewWebhookButton } from './create-webhook.tsx';
import { EndpointTable } from './endpoint-table.tsx';

interface WebhooksPanelProps {
  scope: Scope;
  endpoints: readonly EndpointDto[];
  counts: ReadonlyMap<string, DeliveryCounts>;
  canUpdate: boolean;
}

/** Who is told what happens in this workspace. */
export function WebhooksPanel({ canUpdate, ...table }: WebhooksPanelProps) {
  const { scope, endpoints } = table;
  return (
    <Panel title="Webhooks" flush={endpoints.length > 0} aside={canUpdate && <NewWebhookButton scope={scope} />}>
      {endpoints.length > 0 ? (
        <EndpointTable {...table} />
      ) : (
        <p className="soft">
          Nobody listens yet. A webhook tells other software what happens to credentials of this workspace: a token that
          cannot be refreshed, a check that fails, a key that ends soon. Messages are signed, tried again for three
          days, and never hold a secret.
        </p>
      )}
    </Panel>
  );
}
