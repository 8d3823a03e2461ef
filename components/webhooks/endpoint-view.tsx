import { settingsHref, webhooksHref } from '#components/shell/hrefs.ts';
import { PageHead } from '#components/ui/page-head.tsx';
import { State } from '#components/ui/state.tsx';
import type { DeliveryCounts, DeliveryPage } from '#lib/delivery-log/schema.ts';
import type { EndpointDto } from '#lib/webhooks/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { DeliveriesPanel } from './deliveries-panel.tsx';
import { EndpointActions } from './endpoint-actions.tsx';
import { FactPanel } from './fact-panel.tsx';
import type { DeliveryParams } from './filters.ts';
import { Trouble } from './trouble.tsx';
import { standingOf, stateWords } from './words.ts';

interface EndpointViewProps {
  scope: Scope;
  endpoint: EndpointDto;
  page: DeliveryPage;
  counts: DeliveryCounts;
  params: DeliveryParams;
  canUpdate: boolean;
  now: number;
}

/** Everything about one webhook but its secret. */
export function EndpointView({ scope, endpoint, page, counts, params, canUpdate, now }: EndpointViewProps) {
  const host = URL.parse(endpoint.url)?.host ?? endpoint.url;
  return (
    <>
      <PageHead
        crumbs={[
          { label: 'Settings', href: settingsHref(scope) },
          { label: 'Webhooks', href: webhooksHref(scope) },
        ]}
        title={endpoint.description || host}
        beside={<State state={standingOf(endpoint).mark}>{stateWords[endpoint.state]}</State>}
        actions={canUpdate && <EndpointActions scope={scope} endpoint={endpoint} />}
      />
      <div className="split">
        <div className="stack wide">
          <Trouble scope={scope} endpoint={endpoint} counts={counts} now={now} />
          <DeliveriesPanel scope={scope} endpoint={endpoint} page={page} params={params} now={now} />
        </div>
        <div className="stack wide">
          <FactPanel scope={scope} endpoint={endpoint} now={now} />
        </div>
      </div>
    </>
  );
}
