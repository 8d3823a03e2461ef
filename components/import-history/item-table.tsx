import { Link } from '#components/ui/link.tsx';
import { AppTile } from '#components/credentials/app-tile.tsx';
import { credentialHref } from '#components/shell/hrefs.ts';
import { State } from '#components/ui/state.tsx';
import { Heads, Table } from '#components/ui/table.tsx';
import type { ImportedItem } from '#lib/import-history/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { outcomeWords } from './words.ts';

/** Each item of the file, what was done with it, and how its credential stands now. */
export function ItemTable({ scope, items }: { scope: Scope; items: readonly ImportedItem[] }) {
  return (
    <Table label="Items of the file" stacked bare>
      <Heads of={['Credential', 'Done', 'Now']} />
      <tbody>
        {items.map((item) => (
          <tr key={item.i}>
            <td>
              <Name scope={scope} item={item} />
            </td>
            <td data-label="Done">
              <Done item={item} />
            </td>
            <td data-label="Now">
              <Now item={item} />
            </td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function Name({ scope, item }: { scope: Scope; item: ImportedItem }) {
  const { standing } = item;
  return (
    <div className="row">
      <AppTile icon={item.icon} name={item.componentName} size="sm" />
      <div className="grow">
        {standing ? (
          <Link className="strong" href={credentialHref(scope, standing)}>
            {standing.name}
          </Link>
        ) : (
          <b>{item.name}</b>
        )}
        <span className="sr">, {item.componentName}</span>
        {standing && standing.name !== item.name && (
          <span className="muted small block">Was {item.name} at the time</span>
        )}
      </div>
    </div>
  );
}

function Done({ item: { outcome, reason, isOlder } }: { item: ImportedItem }) {
  return (
    <span>
      {outcomeWords[outcome]}
      {reason && <span className="soft small block">{reason}</span>}
      {isOlder && <span className="soft small block">By a value saved earlier than the one here</span>}
    </span>
  );
}

function Now({ item: { outcome, standing } }: { item: ImportedItem }) {
  if (outcome === 'skipped' || outcome === 'refused') return <span className="muted">–</span>;
  if (standing === null) return <span className="muted">Not here any more</span>;
  return <State state={standing.isWaiting ? 'verifying' : standing.state} />;
}
