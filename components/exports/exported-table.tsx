import { Link } from '#components/ui/link.tsx';
import { AppTile } from '#components/credentials/app-tile.tsx';
import { credentialHref, flowHref } from '#components/shell/hrefs.ts';
import { Heads, Table } from '#components/ui/table.tsx';
import type { ExportedItem } from '#lib/exports/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { leftOutWords } from './words.ts';

/** Each of what was chosen, as it was then; a link to it as far as it is still here. */
export function ExportedTable({ scope, items }: { scope: Scope; items: readonly ExportedItem[] }) {
  return (
    <Table label="Items of the file" stacked bare>
      <Heads of={['Name', 'Environment', 'In the file']} />
      <tbody>
        {items.map((item) => (
          <tr key={item.i}>
            <td>
              <Name scope={scope} item={item} />
            </td>
            <td data-label="Environment">{item.environment ?? <span className="muted">–</span>}</td>
            <td data-label="In the file">{inFileWords(item)}</td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function inFileWords({ leftOut, version }: ExportedItem): string {
  if (leftOut !== null) return leftOutWords(leftOut);
  return version === null ? 'Without secrets' : `Version ${version}`;
}

function Name({ scope, item: { name, app, standing, flowId } }: { scope: Scope; item: ExportedItem }) {
  const href = standing ? credentialHref(scope, standing) : flowId && flowHref(scope, flowId);
  return (
    <div className="row">
      {app && <AppTile icon={app.icon} name={app.name} size="sm" />}
      <div className="grow">
        {href ? (
          <Link className="strong" href={href}>
            {name}
          </Link>
        ) : (
          <b>{name}</b>
        )}
        {app && <span className="sr">, {app.name}</span>}
        {standing && standing.name !== name && <span className="muted small block">Now called {standing.name}</span>}
        {!href && <span className="muted small block">Not here any more</span>}
      </div>
    </div>
  );
}
