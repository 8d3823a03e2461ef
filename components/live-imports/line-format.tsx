import { CopyLines } from '#components/ui/copy-lines.tsx';
import { Panel } from '#components/ui/panel.tsx';

const examples = [
  {
    name: 'the line with tokens',
    text: '{"consumer_id":"acme-1042","unified_api":"crm","service_id":"hubspot","credentials":{"access_token":"…","refresh_token":"…","issued_at":"2026-11-01T09:00:00Z","expires_in":1800}}',
  },
  {
    name: 'the line with a key',
    text: '{"consumer_id":"acme-1042","unified_api":"ecommerce","service_id":"stripe","settings":{"api_key":"…"}}',
  },
];

/** How a line looks, for whoever makes the file. */
export function LineFormat() {
  return (
    <Panel title="What a line looks like">
      <div className="stack">
        <p>
          One JSON object a line: one connection of one consumer. A consumer that is not here yet is made. The same
          connection again replaces its secret; the same file again changes nothing.
        </p>
        <CopyLines lines={examples} />
      </div>
    </Panel>
  );
}
