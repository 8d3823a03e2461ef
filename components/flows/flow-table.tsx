'use client';

import { AppTile } from '#components/credentials/app-tile.tsx';
import { flowHref } from '#components/shell/hrefs.ts';
import { RowMoves } from '#components/shell/row-moves.tsx';
import { State } from '#components/ui/state.tsx';
import { Heads, NameCell, Table } from '#components/ui/table.tsx';
import { Time } from '#components/ui/time.tsx';
import type { FlowRow as Row, StepApp } from '#lib/flows/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { FlowState } from './flow-state.tsx';
import { markOf } from './trouble.ts';

interface FlowTableProps {
  scope: Scope;
  rows: readonly Row[];
  now: number;
}

/** A page of flows: which run, what they talk to, what is wrong with them. */
export function FlowTable({ scope, rows, now }: FlowTableProps) {
  return (
    <RowMoves>
      <Table label="Flows" stacked>
        <Heads of={['Name', 'State', 'Apps', 'Credentials', 'Changed']} sorted="Name" />
        <tbody>
          {rows.map((row) => (
            <FlowRow key={row.id} scope={scope} row={row} now={now} />
          ))}
        </tbody>
      </Table>
    </RowMoves>
  );
}

function FlowRow({ scope, row, now }: { scope: Scope; row: Row; now: number }) {
  return (
    <tr data-id={row.id}>
      <NameCell href={flowHref(scope, row.id)} name={row.name} />
      <td data-label="State">
        <FlowState state={row.state} />
      </td>
      <td data-label="Apps">
        {row.steps === 0 ? <span className="muted">No step yet</span> : <Apps apps={row.apps} />}
      </td>
      <td className="wellbeing" data-label="Credentials">
        <Wellbeing row={row} />
      </td>
      <td data-label="Changed">
        <span>
          <Time at={row.updatedAt} now={now} />
          <span className="block muted small">{row.updatedBy}</span>
        </span>
      </td>
    </tr>
  );
}

const tilesMax = 5;

/** Tiles in the order of the steps; their names are read out. */
function Apps({ apps }: { apps: readonly StepApp[] }) {
  const others = apps.length - tilesMax;
  return (
    <span className="row" title={apps.map((app) => app.name).join(', ')}>
      {apps.slice(0, tilesMax).map((app) => (
        <AppTile key={app.id} icon={app.icon} name={app.name} size="sm" />
      ))}
      {others > 0 && (
        <span className="muted small" aria-hidden="true">
          +{others}
        </span>
      )}
      <span className="sr">{apps.map((app) => app.name).join(', ')}</span>
    </span>
  );
}

/** Quiet where all is well; what is wrong has its mark and its words. */
function Wellbeing({ row: { trouble, steps } }: { row: Row }) {
  if (trouble) return <State state={markOf(trouble.kind)}>{trouble.words}</State>;
  return <span className="muted">{steps === 0 ? 'None needed yet' : 'In order'}</span>;
}
