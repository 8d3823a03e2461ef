import { Link } from '#components/ui/link.tsx';
import { credentialHref } from '#components/shell/hrefs.ts';
import { Heads, Table } from '#components/ui/table.tsx';
import type { Blocker } from '#lib/import-history/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';

interface BlockedTableProps {
  scope: Scope;
  blockers: readonly Blocker[];
  /** Inside a panel that already has edges. */
  bare?: boolean;
}

/** What keeps an import from being undone, by name. */
export function BlockedTable({ scope, blockers, bare }: BlockedTableProps) {
  return (
    <Table label="In the way of the undo" stacked bare={bare}>
      <Heads of={['Credential', 'In the way']} />
      <tbody>
        {blockers.map(({ credentialId, component, name, why, isHere }) => (
          <tr key={credentialId}>
            <td>
              {isHere ? (
                <Link className="strong" href={credentialHref(scope, { component, id: credentialId })}>
                  {name}
                </Link>
              ) : (
                <b>{name}</b>
              )}
            </td>
            <td className="soft">{why}</td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
