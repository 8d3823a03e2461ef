import { webhookHref } from '#components/shell/hrefs.ts';
import { Pager } from '#components/ui/pager.tsx';
import { Panel } from '#components/ui/panel.tsx';
import type { DeliveryPage } from '#lib/delivery-log/schema.ts';
import type { EndpointDto } from '#lib/webhooks/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { DeliveryFilters } from './delivery-filters.tsx';
import { DeliveryTable } from './delivery-table.tsx';
import { deliverySearch, hasFilter, type DeliveryParams } from './filters.ts';

interface DeliveriesPanelProps {
  scope: Scope;
  endpoint: EndpointDto;
  page: DeliveryPage;
  params: DeliveryParams;
  now: number;
}

/** The log of one webhook, newest first. */
export function DeliveriesPanel({ scope, endpoint, page, params, now }: DeliveriesPanelProps) {
  const path = webhookHref(scope, endpoint.id);
  const isFiltered = hasFilter(params);
  return (
    <div className="stack">
      {(page.rows.length > 0 || isFiltered) && <DeliveryFilters />}
      <Panel title="Deliveries" flush={page.rows.length > 0}>
        {page.rows.length > 0 ? (
          <DeliveryTable scope={scope} rows={page.rows} isOff={endpoint.state === 'disabled'} now={now} />
        ) : (
          <p className="soft">
            {isFiltered
              ? 'Nothing matches. Take a filter away to see more.'
              : 'Nothing yet. Each event that happens from now on is listed here for 30 days, with every try.'}
          </p>
        )}
      </Panel>
      <Pager
        label="Pages of deliveries"
        start={params.after === null ? null : deliverySearch(path, { ...params, after: null })}
        next={page.next === null ? null : deliverySearch(path, { ...params, after: page.next })}
      />
    </div>
  );
}
