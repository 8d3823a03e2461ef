import { webhookHref } from '#components/shell/hrefs.ts';
import { RowMoves } from '#components/shell/row-moves.tsx';
import { State } from '#components/ui/state.tsx';
import { Heads, NameCell, Table } from '#components/ui/table.tsx';
import type { DeliveryCounts } from '#lib/delivery-log/schema.ts';
import type { EndpointDto } from '#lib/webhooks/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { Since } from './since.tsx';
import { formWords, standingOf, typesWords } from './words.ts';

interface EndpointTableProps {
  scope: Scope;
  endpoints: readonly EndpointDto[];
  counts: ReadonlyMap<string, DeliveryCounts>;
}

export function EndpointTable({ scope, endpoints, counts }: EndpointTableProps) {
  return (
    <RowMoves>
      <Table label="Webhooks" bare stacked>
        <Heads of={['Address', 'State', 'Events', 'Form', 'Waiting', 'Given up']} />
        <tbody>
          {endpoints.map((endpoint) => (
            <tr key={endpoint.id}>
              <NameCell
                href={webhookHref(scope, endpoint.id)}
                name={endpoint.description || hostOf(endpoint.url)}
                id={endpoint.url}
              />
              <td data-label="State">
                <EndpointState endpoint={endpoint} />
              </td>
              <td data-label="Events" className="nowrap">
                {typesWords(endpoint.types)}
              </td>
              <td data-label="Form" className="nowrap">
                {formWords[endpoint.form]}
              </td>
              <td data-label="Waiting">{figure(counts.get(endpoint.id)?.due)}</td>
              <td data-label="Given up">{figure(counts.get(endpoint.id)?.dead)}</td>
            </tr>
          ))}
        </tbody>
      </Table>
    </RowMoves>
  );
}

/** How it stands, and since when. */
function EndpointState({ endpoint }: { endpoint: EndpointDto }) {
  const { mark, words } = standingOf(endpoint);
  const since = endpoint.disabledAt ?? endpoint.failingSince;
  return (
    <State state={mark}>
      <span>
        {words}
        {since !== null && (
          <span className="muted">
            {' '}
            <Since at={since} />
          </span>
        )}
      </span>
    </State>
  );
}

const hostOf = (url: string): string => URL.parse(url)?.host ?? url;

const figure = (value = 0): string => value.toLocaleString('en-GB');
