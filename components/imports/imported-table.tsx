import { Link } from '#components/ui/link.tsx';
import { credentialHref } from '#components/shell/hrefs.ts';
import { State } from '#components/ui/state.tsx';
import { Heads, Table } from '#components/ui/table.tsx';
import type { Standing } from '#lib/checks/schema.ts';
import type { AppliedDto } from '#lib/imports/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';

interface ImportedTableProps {
  scope: Scope;
  applied: AppliedDto;
  standings: readonly Standing[];
  isWatching: boolean;
}

export function ImportedTable({ scope, applied, standings, isWatching }: ImportedTableProps) {
  const byId = new Map(standings.map((one) => [one.id, one]));
  const rows = [
    ...applied.created.map((item) => ({ item, done: 'Created' })),
    ...applied.overridden.map((item) => ({ item, done: 'Overridden' })),
  ];
  return (
    <Table label="What was imported" stacked>
      <Heads of={['Credential', 'Done', 'State']} />
      <tbody>
        {rows.map(({ item, done }) => (
          <tr key={item.id}>
            <td>
              <Link className="strong" href={credentialHref(scope, item)}>
                {item.name}
              </Link>
            </td>
            <td className="soft" data-label="Done">
              {done}
            </td>
            <td data-label="State">
              <Standing standing={byId.get(item.id)} isWatching={isWatching} />
            </td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function Standing({ standing, isWatching }: { standing: Standing | undefined; isWatching: boolean }) {
  if (!standing) return <State state={isWatching ? 'verifying' : 'unverified'} />;
  if (standing.isWaiting) return <State state="verifying" />;
  return (
    <div className="shrink">
      <State state={standing.state} />
      {standing.state === 'failed' && standing.message && (
        <span className="soft small block">
          {standing.message} {standing.fix}
        </span>
      )}
    </div>
  );
}
